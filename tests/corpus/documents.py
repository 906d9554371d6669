# SPDX-License-Identifier: Apache-2.0
"""Office files by Python's own readers: are all parts there, and what words do they show."""
import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
IGNORED = ("mimetype", "META-INF/manifest.xml")


def rels_of(name):
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", file + ".rels")


def relations(z, name):
    """id -> (last part of the type, target part or None if it is outside)."""
    rels = rels_of(name)
    if rels not in z.namelist():
        return {}
    out = {}
    for r in ET.fromstring(z.read(rels)).iter(PACKAGE + "Relationship"):
        target = r.get("Target")
        inside = r.get("TargetMode") != "External"
        full = (target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(name), target))) if inside else None
        out[r.get("Id")] = (r.get("Type").rsplit("/", 1)[-1], full)
    return out


def office_problems(data):
    """Why a program would say that the file is damaged, or offer to repair it."""
    out = []
    try:
        z = zipfile.ZipFile(io.BytesIO(data))
        wrong = z.testzip()
    except (zipfile.BadZipFile, OSError) as error:
        return [f"is not a package any more ({error})"]
    if wrong:
        return [f"{wrong} is damaged"]
    names = set(z.namelist())
    trees = {}
    for name in names:
        if name.endswith((".xml", ".rels", ".rdf")):
            try:
                trees[name] = ET.fromstring(z.read(name))
            except ET.ParseError as error:
                out.append(f"{name} is no XML ({error})")
    if out:
        return out
    if "mimetype" in names:
        if "META-INF/manifest.xml" not in names or "content.xml" not in names:
            return ["has no manifest or no content"]
        listed = {e.get(MANIFEST + "full-path") for e in trees["META-INF/manifest.xml"].iter(MANIFEST + "file-entry")}
        out += [f"{n} is not in the manifest" for n in sorted(names - listed) if n not in IGNORED and not n.endswith("/")]
        for image in re.findall(r'xlink:href="(Pictures/[^"]+)"', z.read("content.xml").decode("utf-8", "replace")):
            if image not in names:
                out.append(f"{image} is missing")
        return out
    if "[Content_Types].xml" not in names:
        return ["has no list of types"]
    types = trees["[Content_Types].xml"]
    defaults = {t.get("Extension").lower() for t in types.iter(TYPES + "Default")}
    overrides = {t.get("PartName").lstrip("/") for t in types.iter(TYPES + "Override")}
    out += [f"{n} is in the list of types and is missing" for n in sorted(overrides - names)]
    out += [f"{n} has no type" for n in sorted(names) if n not in overrides and n.rsplit(".", 1)[-1].lower() not in defaults and n != "[Content_Types].xml" and not n.endswith("/")]
    for name in sorted(names):
        if name.endswith(".rels"):
            folder, file = posixpath.split(name)
            source = posixpath.join(posixpath.dirname(folder), file[:-5])
            for number, (kind, target) in relations(z, source).items():
                if target is not None and target not in names and target != "NULL":
                    out.append(f"{source or 'the package'} names {target}, which is missing")
        elif name in trees:
            used = {v for e in trees[name].iter() for k, v in e.attrib.items() if k.startswith(R) and v}
            known = set(relations(z, name))
            out += [f"{name} uses {u}, which is not declared" for u in sorted(used - known)]
    return out


def main_part(z):
    return next((t for k, t in relations(z, "").values() if k == "officeDocument"), None)


def words_of_word(z, name):
    """The body, then notes, then what stands at the head and foot of pages."""
    order = [name]
    for kinds in (("footnotes", "endnotes"), ("header", "footer")):
        order += [t for k, t in relations(z, name).values() if k in kinds and t in z.namelist()]
    return ["".join(t.text or "" for t in p.iter(W + "t")) for part in order for p in ET.fromstring(z.read(part)).iter(W + "p")]


def words_of_sheets(z, name):
    links = relations(z, name)
    strings = []
    shared = next((t for k, t in links.values() if k == "sharedStrings"), None)
    if shared in z.namelist():
        strings = ["".join(t.text or "" for t in i.iter(S + "t")) for i in ET.fromstring(z.read(shared)).iter(S + "si")]
    out = []
    for sheet in ET.fromstring(z.read(name)).iter(S + "sheet"):
        part = links.get(sheet.get(R + "id"), (None, None))[1]
        if part not in z.namelist():
            continue
        for cell in ET.fromstring(z.read(part)).iter(S + "c"):
            value = cell.find(S + "v")
            if cell.get("t") == "s" and value is not None:
                out.append(strings[int(value.text)] if int(value.text) < len(strings) else "?")
            elif cell.get("t") == "inlineStr":
                out.append("".join(t.text or "" for t in cell.iter(S + "t")))
            elif value is not None:
                out.append(value.text or "")
    return out


def words_of_slides(z, name):
    links, out = relations(z, name), []
    for slide in ET.fromstring(z.read(name)).iter():
        if slide.tag.endswith("}sldId") and R + "id" in slide.attrib:
            part = links.get(slide.get(R + "id"), (None, None))[1]
            if part in z.namelist():
                out += [t.text or "" for t in ET.fromstring(z.read(part)).iter(A + "t")]
    return out


def office_text(data):
    z = zipfile.ZipFile(io.BytesIO(data))
    if "mimetype" in z.namelist():
        body = next(e for e in ET.fromstring(z.read("content.xml")).iter() if e.tag.endswith("}body"))
        return " ".join(body.itertext())
    name = main_part(z)
    if name.startswith("word/") or name.endswith("document.xml"):
        return "\n".join(words_of_word(z, name))
    return "\n".join(words_of_sheets(z, name) if "workbook" in name else words_of_slides(z, name))


def pictures_in(data):
    z = zipfile.ZipFile(io.BytesIO(data))
    return [(n, z.read(n)) for n in z.namelist() if re.search(r"(media|Pictures)/[^/]+\.(jpe?g|png|gif)$", n, re.I)]
