#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes office files as python-docx and openpyxl write them: make_plain.py DIR PNG"""
import sys

import docx
import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill

out, png = sys.argv[1:3]
d = docx.Document()
d.core_properties.author = "ADIT-CANARY-plain-author"
d.add_heading("Shifts at the washing plant", 1)
p = d.add_paragraph("Paid ")
p.add_run("four").bold = True
p.add_run(" of seven days, ").italic = True
p.add_run("says the list.").font.size = Pt(14)
p.alignment = WD_ALIGN_PARAGRAPH.CENTER
for text in ("first", "second"):
    d.add_paragraph(text, style="List Bullet")
    d.add_paragraph(text, style="List Number")
t = d.add_table(2, 3, style="Table Grid")
for i, c in enumerate(c for r in t.rows for c in r.cells):
    c.text = "cell %d" % i
d.add_picture(png)
d.add_page_break()
d.sections[0].header.paragraphs[0].text = "A head"
d.sections[0].footer.paragraphs[0].text = "A foot"
d.save(out + "/plain.docx")

b = openpyxl.Workbook()
b.properties.creator = "ADIT-CANARY-plain-creator"
s = b.active
s.title = "Hours"
s.append(["Name", "Hours", "Paid"])
for i in range(40):
    s.append(["Worker %d" % i, i * 1.5, i % 2 == 0])
s["A1"].font = Font(b=True, color="FF0000")
s["B2"].number_format = "0.00"
s["C3"].fill = PatternFill("solid", fgColor="00FF00")
s.merge_cells("E1:F2")
s["E1"] = " kept  blanks "
s.add_image(Image(png), "H3")
b.create_sheet("Notes")["B2"] = "second sheet"
b.save(out + "/plain.xlsx")
