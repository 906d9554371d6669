# SPDX-License-Identifier: Apache-2.0
"""PowerPoint presentations."""
from canary import iso
from package import OFFICE, XML, content_types, custom_xml, properties, relations, rich_photo, theme, zip_file

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
HEAD = f'xmlns:p="{P}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{OFFICE}" xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main" xmlns:a16="http://schemas.microsoft.com/office/drawing/2014/main"'
KIND = "application/vnd.openxmlformats-officedocument.presentationml."
TEXT = ["The second shaft", "No ventilation since March"]
GROUP = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
MAP = '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'


def shape(number, name, text, more="", link=""):
    return (f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}" {more}/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="457200" y="{number * 700000}"/><a:ext cx="8229600" cy="600000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
            f'<p:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="en-GB">{link}</a:rPr><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>')


def slide(d):
    hidden = f'descr="{d.text("shape alternative")}" title="{d.text("shape title")}"'
    out = shape(2, d.text("shape name"), TEXT[0], hidden) + shape(3, "Text 2", TEXT[1], link=f'<a:hlinkClick r:id="rId3" tooltip="{d.text("link tooltip")}"/>')
    out += shape(4, "Text 3", d.hidden("hidden shape"), 'hidden="1"')
    out += (f'<p:pic><p:nvPicPr><p:cNvPr id="5" name="{d.text("picture name")}" descr="C:/Users/{d.text("picture alternative")}/x.jpg"><a:extLst><a:ext uri="{{FF2B5EF4-FFF2-40B4-BE49-F238E27FC236}}"><a16:creationId id="{{{d.guid("creationId")}}}"/></a:ext></a:extLst></p:cNvPr><p:cNvPicPr/>'
            f'<p:nvPr><p:custDataLst><p:tags r:id="rId5"/></p:custDataLst></p:nvPr></p:nvPicPr><p:blipFill><a:blip r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="457200" y="4000000"/><a:ext cx="914400" cy="609600"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>')
    return XML + f'<p:sld {HEAD}><p:cSld name="{d.text("slide name")}"><p:spTree>{GROUP}{out}</p:spTree><p:extLst><p:ext uri="{{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}}"><p14:creationId val="{d.number("slide creationId")}"/></p:ext></p:extLst></p:cSld></p:sld>'


def simple_slide(text, attributes="", kind="sld"):
    return XML + f'<p:{kind} {HEAD} {attributes}><p:cSld><p:spTree>{GROUP}{shape(2, "Text 1", text)}</p:spTree></p:cSld></p:{kind}>'


def make(corpus, folder):
    d = corpus.dirt()
    photo = rich_photo(d, folder)
    props, kinds, rows = properties(d, rich_photo(d, folder))
    custom, custom_kinds = custom_xml(d, "pptx")
    master = XML + f'<p:sldMaster {HEAD}><p:cSld><p:spTree>{GROUP}</p:spTree></p:cSld>{MAP}<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/><p:sldLayoutId id="2147483650" r:id="rId3"/></p:sldLayoutIdLst><p:txStyles><p:titleStyle/><p:bodyStyle/><p:otherStyle/></p:txStyles></p:sldMaster>'

    def layout(name):
        return XML + f'<p:sldLayout {HEAD} userDrawn="1"><p:cSld name="{d.text(name)}"><p:spTree>{GROUP}</p:spTree></p:cSld></p:sldLayout>'

    presentation = XML + (f'<p:presentation {HEAD}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId3"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>'
                          f'<p:custShowLst><p:custShow name="{d.text("custom show")}" id="0"><p:sldLst/></p:custShow></p:custShowLst><p:modifyVerifier cryptProviderType="{d.text("write protection")}"/><p:extLst><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst><p14:section name="{d.text("section name")}" id="{{{d.guid("section id")}}}"/></p14:sectionLst></p:ext></p:extLst></p:presentation>')
    authors = XML + f'<p:cmAuthorLst {HEAD}><p:cmAuthor id="0" name="{d.text("comment author")}" initials="{d.text("author initials")}" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>'
    comments = XML + f'<p:cmLst {HEAD}><p:cm authorId="0" dt="{iso(d.date("comment date"))}" idx="1"><p:pos x="1" y="1"/><p:text>{d.hidden("comment text")}</p:text></p:cm></p:cmLst>'
    changes = XML + f'<pc:chgInfo xmlns:pc="http://schemas.microsoft.com/office/powerpoint/2013/main/command"><pc:docChgLst name="{d.text("changes author")}" userId="{d.guid("changes user")}" dt="{iso(d.date("changes date"))}"/></pc:chgInfo>'
    props_part = XML + f'<p:presentationPr {HEAD}><p:extLst><p:ext uri="{{E76CE94A-603C-4142-B9EB-6D1370010A27}}"><p14:discardImageEditData val="{d.text("presentation properties")}"/></p:ext></p:extLst></p:presentationPr>'
    view = XML + f'<p:viewPr {HEAD} lastView="{d.text("view properties")}"/>'
    tag = XML + f'<p:tagLst {HEAD}><p:tag name="{d.text("tag name")}" val="{d.text("tag value")}"/></p:tagLst>'
    parts = {"_rels/.rels": relations(("rId1", "officeDocument", "ppt/presentation.xml"), *rows), "ppt/presentation.xml": presentation,
             "ppt/_rels/presentation.xml.rels": relations(("rId1", "slideMaster", "slideMasters/slideMaster1.xml"), ("rId2", "slide", "slides/slide1.xml"), ("rId3", "slide", "slides/slide2.xml"), ("rId4", "commentAuthors", "commentAuthors.xml"),
                                                          ("rId5", "presProps", "presProps.xml"), ("rId6", "viewProps", "viewProps.xml"), ("rId7", "theme", "theme/theme1.xml"), ("rId8", "http://schemas.microsoft.com/office/2016/11/relationships/changesInfo", "changesInfos/changesInfo1.xml"), ("rId9", "customXml", "../customXml/item1.xml")),
             "ppt/slides/slide1.xml": slide(d), "ppt/slides/slide2.xml": simple_slide(d.hidden("slide that is not shown"), 'show="0"'),
             "ppt/slides/_rels/slide1.xml.rels": relations(("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("rId2", "image", "../media/image1.jpeg"), ("rId3", "hyperlink", f"https://example.org/?who={d.text('link token')}", "External"),
                                                           ("rId4", "notesSlide", "../notesSlides/notesSlide1.xml"), ("rId5", "tags", "../tags/tag1.xml"), ("rId6", "comments", "../comments/comment1.xml")),
             "ppt/slides/_rels/slide2.xml.rels": relations(("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml")), "ppt/notesSlides/notesSlide1.xml": simple_slide(d.hidden("speaker notes"), kind="notes"),
             "ppt/notesSlides/_rels/notesSlide1.xml.rels": relations(("rId1", "slide", "../slides/slide1.xml")), "ppt/slideMasters/slideMaster1.xml": master,
             "ppt/slideMasters/_rels/slideMaster1.xml.rels": relations(("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("rId2", "theme", "../theme/theme1.xml"), ("rId3", "slideLayout", "../slideLayouts/slideLayout2.xml")),
             "ppt/slideLayouts/slideLayout1.xml": layout("layout name"), "ppt/slideLayouts/slideLayout2.xml": layout("unused layout name"), "ppt/theme/theme1.xml": theme(d), "ppt/media/image1.jpeg": photo, "ppt/commentAuthors.xml": authors, "ppt/comments/comment1.xml": comments,
             "ppt/changesInfos/changesInfo1.xml": changes, "ppt/presProps.xml": props_part, "ppt/viewProps.xml": view, "ppt/tags/tag1.xml": tag, **props, **custom}
    for n in (1, 2):
        parts[f"ppt/slideLayouts/_rels/slideLayout{n}.xml.rels"] = relations(("rId1", "slideMaster", "../slideMasters/slideMaster1.xml"))
    overrides = {"ppt/presentation.xml": KIND + "presentation.main+xml", "ppt/slides/slide1.xml": KIND + "slide+xml", "ppt/slides/slide2.xml": KIND + "slide+xml", "ppt/notesSlides/notesSlide1.xml": KIND + "notesSlide+xml", "ppt/slideMasters/slideMaster1.xml": KIND + "slideMaster+xml",
                 "ppt/slideLayouts/slideLayout1.xml": KIND + "slideLayout+xml", "ppt/slideLayouts/slideLayout2.xml": KIND + "slideLayout+xml", "ppt/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml", "ppt/commentAuthors.xml": KIND + "commentAuthors+xml",
                 "ppt/comments/comment1.xml": KIND + "comments+xml", "ppt/changesInfos/changesInfo1.xml": "application/vnd.ms-powerpoint.changesinfo+xml", "ppt/presProps.xml": KIND + "presProps+xml", "ppt/viewProps.xml": KIND + "viewProps+xml", "ppt/tags/tag1.xml": KIND + "tags+xml", **kinds, **custom_kinds}
    parts = {"[Content_Types].xml": content_types(parts, overrides), **parts}
    corpus.add("pptx-everything.pptx", "pptx", zip_file(d, parts), d, {"what": "office", "text": TEXT, "pictures": 1})
