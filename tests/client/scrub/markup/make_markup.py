# SPDX-License-Identifier: Apache-2.0
# Web pages, drawings and e-mails with a canary in every field that they have.
#     make_markup.py OUT-DIR PHOTO
import base64, email.message, email.policy, os, sys

out, photo = sys.argv[1], open(sys.argv[2], "rb").read()
picture = base64.b64encode(photo).decode()


def write(name, text):
    with open(os.path.join(out, name), "wb") as f:
        f.write(text.encode() if isinstance(text, str) else text)


write("page.html", f"""<!-- ADIT-CANARY-comment-1 --><!DOCTYPE html>
<html lang="fr" data-user="ADIT-CANARY-data-1"><head><meta charset="utf-8">
<title>ADIT-CANARY-title-1</title>
<meta name="author" content="ADIT-CANARY-author-1"><meta name="generator" content="ADIT-CANARY-generator-1">
<meta property="article:published_time" content="2024-05-17T10:11:12 ADIT-CANARY-time-1">
<base href="https://ADIT-CANARY-base-1.example/"><link rel="stylesheet" href="https://ADIT-CANARY-css-1.example/a.css">
<style>body {{ background: url(https://ADIT-CANARY-cssurl-1.example/x.png) }} .pre, p.x {{ Display : none }}
@media print {{ .shown {{ display: none }} }} /* ADIT-CANARY-csscomment-1 */</style>
<script>var a = "ADIT-CANARY-script-1 </p>";</script></head>
<body onload="ADIT-CANARY-onload-1" class="ADIT-CANARY-class-1" id="ADIT-CANARY-id-1">
<h1>Wages &amp; hours</h1>
<p class=shown>One&#8203;&nbsp;<b>bold <i>both</b> rest</i> 3 &lt; 5 caf&eacute; <a href="https://ADIT-CANARY-link-1.example/?token=7" onclick='ADIT-CANARY-click-1'>a link</a>
<p>Second <span style="color:red" title="ADIT-CANARY-tip-1">span</span><br>line
<p class="pre">ADIT-CANARY-preheader-1</p><p style="display: none">ADIT-CANARY-hidden-1</p><div hidden>ADIT-CANARY-hidden-2</div>
<ul><li>one<li>two<ol start=3><li>deep</ol></ul>
<table border=1><tr><td colspan=2>cell<td>next<tr><th>head</table>
<img src="https://ADIT-CANARY-beacon-1.example/t.gif" width=1 height=1 alt="ADIT-CANARY-alt-1">
<img src="data:image/jpeg;base64,{picture}" width="24" alt="C:\\Users\\ADIT-CANARY-path-1">
<form action="https://ADIT-CANARY-form-1.example"><input type=hidden value="ADIT-CANARY-input-1"><button>Send</button>
<select><option>ADIT-CANARY-option-1</select><textarea>ADIT-CANARY-area-1</textarea></form>
<iframe src="https://ADIT-CANARY-frame-1.example"></iframe><object data="ADIT-CANARY-object-1"></object>
<noscript><img src="https://ADIT-CANARY-noscript-1.example"></noscript><template>ADIT-CANARY-template-1</template>
<svg><text>ADIT-CANARY-svg-1</text></svg><pre>
 kept   as
  it is</pre>
<details><summary>More</summary>inside</details>
</body></html><!-- ADIT-CANARY-tail-1 -->
""")
write("soup.html", "<html><p>a<table>lost<tr><td>b</td>stray<div>c</table></b></i></div>d<li>e<ul><li>f</ul>"
      "<p><blockquote>g</p>h<x-y>i</x-y> < 3 <3 </ j <b><b><b>k<em></em> <u> </u>l<frame><dd>m<dt>n</>o<br/></br>p")
write("rtl.html", "<!doctype html><html dir=rtl><body><p dir=ltr>\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645</p>")
write("plain.html", "<!doctype html><html><body><h2>A</h2><p>b <b>c</b> d</p><p>e&amp;f</p>tail")

write("drawing.svg", f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- ADIT-CANARY-comment-1 -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="210mm" height="100" viewBox="0 0 210 100"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  sodipodi:docname="ADIT-CANARY-docname-1.svg" inkscape:export-filename="/home/ADIT-CANARY-home-1/x.png" id="ADIT-CANARY-id-1" onload="ADIT-CANARY-onload-1">
<title>ADIT-CANARY-title-1</title><desc>ADIT-CANARY-desc-1</desc>
<metadata><rdf:RDF><dc:creator>ADIT-CANARY-creator-1</dc:creator></rdf:RDF></metadata>
<sodipodi:namedview inkscape:window-width="1920" ADIT="ADIT-CANARY-view-1"/>
<style>.cls-1 {{ fill: #FF0000; stroke: url("#ADIT-CANARY-grad-1") }} /* ADIT-CANARY-css-1 */ @import url(https://ADIT-CANARY-import-1.example);</style>
<script>ADIT-CANARY-script-1</script>
<defs><linearGradient id="ADIT-CANARY-grad-1"><stop offset="0" style="stop-color:Blue;stop-opacity:.5"/><stop offset="1" stop-color="#0f0"/></linearGradient>
<g id="ADIT-CANARY-part-1"><circle cx="5" cy="5" r="3"/></g></defs>
<g inkscape:label="ADIT-CANARY-layer-1" transform="translate(1, 2) scale(1.5)">
<path class="cls-1" d="M 0,0 L10 10 h-5.5e1z" style="stroke-width:2px;-inkscape-font:'ADIT-CANARY-font-1'" data-x="ADIT-CANARY-data-1"/>
<rect x="1" y="2" width="3" height="4" fill="javascript:ADIT-CANARY-js-1"/><use xlink:href="#ADIT-CANARY-part-1" x="9"/>
<use href="https://ADIT-CANARY-use-1.example/#a"/><image width="9" height="9" xlink:href="https://ADIT-CANARY-beacon-1.example/x.png"/>
<image width="24" height="24" xlink:href="data:image/jpeg;base64,{picture}"/>
<text x="1" y="2" font-family="ADIT-CANARY-fontname-1, Courier">Hello &amp; <tspan dy="3">wor&#8203;ld</tspan></text>
<a xlink:href="https://ADIT-CANARY-link-1.example"><ellipse cx="1" cy="2" rx="3" ry="4" clip-path="url(https://ADIT-CANARY-clip-1.example#a)"/></a>
<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">ADIT-CANARY-foreign-1</p></foreignObject>
<animate attributeName="x" values="ADIT-CANARY-animate-1"/><g display="none"><text>ADIT-CANARY-undrawn-1</text></g>
</g></svg>
""")
write("bomb.svg", '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><g id="a"><circle r="1"/></g>' +
      "".join(f'<g id="{chr(98 + i)}">' + f'<use xlink:href="#{chr(97 + i)}"/>' * 10 + "</g>" for i in range(9)) + "</svg>")
write("entities.svg", '<!DOCTYPE svg [<!ENTITY a "ADIT"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
      '<svg xmlns="http://www.w3.org/2000/svg"><text>x &a;&b;</text></svg>')


def headers(m):
    m["Received"] = "from ADIT-CANARY-host-1 ([10.11.12.13]) by mx.example; Fri, 17 May 2024 10:11:12 +0200"
    m["Message-ID"] = "<ADIT-CANARY-msgid-1@host.example>"
    m["X-Originating-IP"] = "[10.99.88.77]"
    m["X-Mailer"] = "ADIT-CANARY-mailer-1"
    m["DKIM-Signature"] = "v=1; a=rsa-sha256; b=ADIT-CANARY-dkim-1"
    m["Reply-To"] = "ADIT-CANARY-reply-1@example.org"
    m["From"] = "Élise Kambale <elise@example.org>"
    m["To"] = "Bureau <bureau@example.org>"
    m["Cc"] = "third@example.org"
    m["Date"] = "Fri, 17 May 2024 10:11:12 +0200"
    m["Subject"] = "Les heures supplémentaires"
    m["MIME-Version"] = "1.0"
    return m


policy = email.policy.SMTP
m = headers(email.message.EmailMessage(policy))
m.set_content("Bonjour,\n\nles heures ne sont pas payées = 3.\n> quoted\n", cte="quoted-printable")
write("plain.eml", m.as_bytes())
m.add_alternative("<html><head><!-- ADIT-CANARY-htmlcomment-1 --></head><body><p>Bonjour,</p></body></html>", subtype="html")
write("alternative.eml", m.as_bytes())
m = headers(email.message.EmailMessage(policy))
m.set_content("<html><body><h1>Titre</h1><p>Les heures &eacute;crites<br>ici<img src='https://ADIT-CANARY-beacon-1.example'></body></html>", subtype="html", cte="base64")
write("html.eml", m.as_bytes())
m = headers(email.message.EmailMessage(policy))
m.set_content("Voir la photo.\n", cte="base64")
m.add_attachment(photo, maintype="image", subtype="jpeg", filename="ADIT-CANARY-attachment-1.jpg")
m.add_attachment("other words\n", filename="ADIT-CANARY-note-1.txt")
write("attached.eml", m.as_bytes())
m.add_attachment(b"MZ\x90\0\3\0\0\0", maintype="application", subtype="octet-stream", filename="run.exe")
write("bad-program.eml", m.as_bytes())
write("bad-encrypted.eml", "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n")
write("bad-charset.eml", b"From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n\xd0\xd2\xc9\xd7\xc5\xd4\r\n")
