#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second opinion on a cleaned office file; shares nothing with the program.

check_office.py whole FILE            the package is whole: nothing dangles, everything has a type
check_office.py free FILE VALUES      none of the values (one a line) is in it, packed or not
check_office.py shows FILE TEXT…      each text stands in some part of it
check_office.py same BEFORE AFTER     python-docx or openpyxl read the same from both
Prints what is wrong, a line each; exit 1 if anything is.
"""
import posixpath, re, sys, zipfile
import xml.etree.ElementTree as ET

wrong = []
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def parts_of(path):
    with zipfile.ZipFile(path) as z:
        if z.testzip() is not None:
            wrong.append("a member is damaged")
        return {i.filename: z.read(i) for i in z.infolist()}, z.infolist(), z.comment


def whole(path):
    parts, infos, comment = parts_of(path)
    if comment:
        wrong.append("an archive comment")
    for i in infos:
        if i.date_time != (1980, 1, 1, 0, 0, 0) or i.extra or i.comment:
            wrong.append("time, extra field or comment of " + i.filename)
    for name, body in parts.items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(body)
    if "mimetype" in parts:
        return whole_open(parts, infos)
    names = set(parts)
    types = ET.fromstring(parts["[Content_Types].xml"])
    defaults = {e.get("Extension"): e.get("ContentType") for e in types if e.tag.endswith("Default")}
    overrides = {e.get("PartName"): e.get("ContentType") for e in types if e.tag.endswith("Override")}
    for part in overrides:
        if part[1:] not in names:
            wrong.append("a type for a missing part " + part)
    reached, todo = set(), [""]
    while todo:
        part = todo.pop()
        rel = posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")
        declared = {}
        if rel in names:
            for e in ET.fromstring(parts[rel]):
                if e.get("TargetMode") == "External":
                    wrong.append("a link to the outside in " + rel)
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), e.get("Target")))[1:]
                declared[e.get("Id")] = target
                if target not in names:
                    wrong.append("%s leads to a missing part %s" % (rel, target))
                elif target not in reached:
                    reached.add(target)
                    todo.append(target)
        if part.endswith(".xml"):
            used = set()
            for e in ET.fromstring(parts[part]).iter():
                for key, value in e.attrib.items():
                    if key.startswith(R):
                        used.add(value)
                        if value not in declared:
                            wrong.append("%s uses %s, which is not declared" % (part, value))
    for name in names - reached:
        if name != "[Content_Types].xml" and not name.endswith(".rels"):
            wrong.append("nothing leads to " + name)
    for name in names:
        if name != "[Content_Types].xml" and "/" + name not in overrides and name.rsplit(".", 1)[-1] not in defaults:
            wrong.append("no type for " + name)
    styles(parts)


def styles(parts):
    """Every style and list that is named in a Word document is there."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    if "word/styles.xml" not in parts:
        return
    have = {e.get(w + "styleId") for e in ET.fromstring(parts["word/styles.xml"]).iter(w + "style")}
    lists = {"0"}
    if "word/numbering.xml" in parts:
        lists |= {e.get(w + "numId") for e in ET.fromstring(parts["word/numbering.xml"]).iter(w + "num")}
    for name, body in parts.items():
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        for e in ET.fromstring(body).iter():
            if e.tag in (w + "pStyle", w + "rStyle", w + "tblStyle", w + "basedOn") and e.get(w + "val") not in have:
                wrong.append("%s names a missing style" % name)
            if e.tag == w + "numId" and e.get(w + "val") not in lists:
                wrong.append("%s names a missing list" % name)


def whole_open(parts, infos):
    if infos[0].filename != "mimetype" or infos[0].compress_type != zipfile.ZIP_STORED or infos[0].extra:
        wrong.append("mimetype is not first, bare and stored")
    m = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
    listed = {e.get(m + "full-path") for e in ET.fromstring(parts["META-INF/manifest.xml"])}
    there = set(parts) - {"mimetype", "META-INF/manifest.xml"} | {"/"}
    for name in listed ^ there:
        wrong.append("manifest and content differ: " + name)
    href = "{http://www.w3.org/1999/xlink}href"
    used = set()
    for name, body in parts.items():
        if name.endswith(".xml"):
            for e in ET.fromstring(body).iter():
                if e.get(href):
                    used.add(e.get(href))
    for target in used:
        if target not in parts:
            wrong.append("a link that leads nowhere: " + target)
    for name in parts:
        if name.startswith("Pictures/") and name not in used:
            wrong.append("a picture that nothing shows: " + name)


def free(path, values):
    wanted = [v for v in open(values, encoding="utf-8").read().split("\n") if v]
    parts, infos, comment = parts_of(path)
    blobs = {"the file": open(path, "rb").read(), "names": "\n".join(parts).encode()}
    blobs.update(parts)
    for where, body in blobs.items():
        low = body.lower()
        for v in wanted:
            for form in (v.encode(), v.encode("utf-16-le"), v.encode("utf-16-be")):
                if form.lower() in low:
                    wrong.append("%s is in %s" % (v, where))
                    break
        if b"adit-canary" in low:
            wrong.append("a value of the corpus is in " + where)


def shows(path, texts):
    parts, _, _ = parts_of(path)
    said = ""
    for name, body in parts.items():
        if name.endswith(".xml"):
            said += "".join(ET.fromstring(body).itertext()) + "\n"
    for text in texts:
        if text not in said:
            wrong.append("not shown: " + text)


def same(before, after):
    if before.endswith(".docx"):
        import docx

        def read(path):
            d = docx.Document(path)
            out = [(p.text, p.style.name if p.style.name.startswith("Heading") else "", str(p.alignment), [(r.text, r.bold, r.italic, r.font.size) for r in p.runs if r.text]) for p in d.paragraphs]
            out += [[[c.text for c in r.cells] for r in t.rows] for t in d.tables]
            out += [(s.page_width, s.page_height, s.left_margin, [p.text for p in s.header.paragraphs], [p.text for p in s.footer.paragraphs]) for s in d.sections]
            out.append([(i.width, i.height) for i in d.inline_shapes])
            return out
    else:
        import openpyxl

        def read(path):
            b = openpyxl.load_workbook(path, data_only=True)
            return [(s.title, [(c.coordinate, c.value, c.number_format, c.font.b, c.fill.fgColor.rgb) for row in s.iter_rows() for c in row if c.value is not None], sorted(map(str, s.merged_cells.ranges)), len(s._images)) for s in b.worksheets]
    a, b = read(before), read(after)
    if a != b:
        wrong.append("differs: %r\n   from: %r" % (b, a))


def opens(path):
    if path.endswith(".docx"):
        import docx
        docx.Document(path)
    elif path.endswith(".xlsx"):
        import openpyxl
        openpyxl.load_workbook(path)


command, path, rest = sys.argv[1], sys.argv[2], sys.argv[3:]
if command == "whole":
    whole(path)
    opens(path)
elif command == "free":
    free(path, rest[0])
elif command == "shows":
    shows(path, rest)
elif command == "same":
    same(path, rest[0])
else:
    sys.exit(2)
for line in wrong:
    print(line)
sys.exit(1 if wrong else 0)
