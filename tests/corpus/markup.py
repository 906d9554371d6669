# SPDX-License-Identifier: Apache-2.0
"""Web pages, SVG drawings and e-mails."""
import base64
import email.utils

from package import rich_photo
from pictures import xmp_packet

TEXT = ["The second shaft", "There has been no ventilation since March.", "Night", "4250"]


def page(d, photo):
    attribute = lambda name: f'{name}="{d.text("attribute " + name)}"'  # noqa: E731
    head = f'<title>{d.text("title")}</title><meta name="author" content="{d.text("author")}"><meta name="generator" content="{d.text("generator")}"><meta property="og:url" content="https://{d.text("og:url")}.example/">'
    head += f'<link rel="canonical" href="https://{d.text("canonical link")}.example/"><base href="https://{d.text("base")}.example/"><script>var who="{d.text("script")}";</script><style>/* {d.text("style comment")} */ p{{background:url(https://{d.text("style beacon")}.example/x)}}</style>'
    head += f'<script type="application/ld+json">{{"author":"{d.text("JSON-LD")}"}}</script>'
    body = f'<!-- {d.text("comment")} --><h1 {attribute("id")} {attribute("class")} {attribute("data-user")} {attribute("title")} {attribute("onclick")}>{TEXT[0]}</h1><p>{TEXT[1]}</p><p hidden>{d.hidden("hidden paragraph")}</p><p style="display:none">{d.hidden("undisplayed paragraph")}</p>'
    body += f'<table><tr><td>{TEXT[2]}</td><td>{TEXT[3]}</td></tr></table><img src="https://{d.text("tracking picture")}.example/t.gif" alt="{d.text("alt")}"><img src="data:image/jpeg;base64,{base64.b64encode(photo).decode()}">'
    body += f'<a href="https://example.org/?who={d.text("link token")}">rules</a><form action="https://{d.text("form action")}.example/"><input type="hidden" name="{d.text("field name")}" value="{d.text("hidden field")}"></form><iframe src="https://{d.text("frame")}.example/"></iframe>'
    body += f'<template>{d.hidden("template")}</template><noscript><img src="https://{d.text("noscript beacon")}.example/"></noscript><object data="https://{d.text("object")}.example/"></object>'
    return f"<!DOCTYPE html>\n<html lang=\"en\"><head>{head}</head><body>{body}</body></html>\n"


def svg(d, photo):
    out = f'<?xml version="1.0"?>\n<!-- {d.text("comment")} --><?{d.text("processing instruction")} x?>\n<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" '
    out += f'width="200" height="100" viewBox="0 0 200 100" sodipodi:docname="{d.text("docname")}" inkscape:export-filename="/home/{d.text("export-filename")}.png" id="{d.text("id")}" data-name="{d.text("data-name")}">'
    out += f'<title>{d.text("title")}</title><desc>{d.text("desc")}</desc><metadata>{xmp_packet(d).decode().split("?>", 1)[1].rsplit("<?", 1)[0]}</metadata><sodipodi:namedview inkscape:current-layer="{d.text("layer")}"/><script>var a="{d.text("script")}"</script><style>.{d.text("class")}{{fill:red}} /* {d.text("style comment")} */</style>'
    out += f'<g inkscape:label="{d.text("label")}" onclick="{d.text("onclick")}"><rect x="10" y="10" width="80" height="40" fill="#336699"/></g><text x="10" y="80" font-family="sans-serif">{TEXT[0]}</text><g display="none"><text>{d.hidden("undisplayed text")}</text></g>'
    out += f'<image x="120" y="10" width="60" height="40" xlink:href="data:image/jpeg;base64,{base64.b64encode(photo).decode()}"/><image xlink:href="https://{d.text("beacon")}.example/x.png" width="1" height="1"/><a xlink:href="https://{d.text("link")}.example/"><circle cx="150" cy="80" r="10"/></a></svg>\n'
    return out


def mail(d, photo):
    when = lambda what: email.utils.format_datetime(d.date(what))  # noqa: E731
    rows = [("Return-Path", f"<{d.text('Return-Path')}@example.org>"), ("Delivered-To", f"{d.text('Delivered-To')}@example.org"),
            ("Received", f"from {d.text('Received host')} ([192.0.2.7]) by mx.example.org with ESMTPS id {d.text('Received id')}; {when('Received date')}"), ("DKIM-Signature", f"v=1; a=rsa-sha256; d=example.org; b={d.text('DKIM')}"),
            ("X-Originating-IP", f"[{d.text('X-Originating-IP')}]"), ("X-Mailer", d.text("X-Mailer")), ("User-Agent", d.text("User-Agent")), ("Message-ID", f"<{d.text('Message-ID')}@host.example>"), ("In-Reply-To", f"<{d.text('In-Reply-To')}@host.example>"),
            ("References", f"<{d.text('References')}@host.example>"), ("Thread-Index", d.text("Thread-Index")), ("Organization", d.text("Organization")), ("List-Unsubscribe", f"<https://{d.text('List-Unsubscribe')}.example/>"), ("X-MS-Exchange-Organization-AuthAs", d.text("Exchange")),
            ("Bcc", f"{d.text('Bcc')}@example.org")]
    sent = d.date("time of day of Date")
    d.canaries[-1].update(texts=[sent.strftime("%H:%M:%S")])  # the day is part of what a mail says
    head = "".join(f"{n}: {v}\n" for n, v in rows) + f"Date: {email.utils.format_datetime(sent)}\n"
    head += f'From: boss@example.org\nTo: all@example.org\nSubject: {TEXT[0]}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{d.text("outer boundary")}"\n'
    outer, inner = d.canaries[-1]["texts"][0], d.text("inner boundary")
    html = page(d, photo).replace("\n", "")
    body = f'\n{d.text("preamble")}\n--{outer}\nContent-Type: multipart/alternative; boundary="{inner}"\n\n--{inner}\nContent-Type: text/plain; charset=utf-8\n\n{TEXT[0]}\n{TEXT[1]}\n{TEXT[2]} {TEXT[3]}\n\n--{inner}\nContent-Type: text/html; charset=utf-8\nContent-ID: <{d.text("Content-ID")}>\n\n{html}\n\n--{inner}--\n'
    encoded = base64.encodebytes(photo).decode()
    body += f'--{outer}\nContent-Type: image/jpeg; name="{d.text("attachment name")}.jpg"\nContent-Disposition: attachment; filename="{d.text("attachment file name")}.jpg"; creation-date="{when("attachment creation")}"\nContent-Description: {d.text("attachment description")}\nContent-Transfer-Encoding: base64\n\n{encoded}--{outer}--\n{d.text("epilogue")}\n'
    return head + body


def make(corpus, folder):
    for name, kind, build, text in (("page-saved.html", "html", page, TEXT), ("drawing.svg", "svg", svg, TEXT[:1]), ("mail-received.eml", "mail", mail, [TEXT[0], TEXT[1], TEXT[2]])):
        d = corpus.dirt()
        photo = rich_photo(d, folder)
        corpus.add(name, kind, build(d, photo).encode(), d, {"what": "markup", "text": text})
