# SPDX-License-Identifier: Apache-2.0
"""Files of the sizes that people send, to measure time and memory with."""
import os

from package import XML, content_types, relations, zip_file
from pdfs import Pdf
from pictures import exiftool, ffmpeg, tags
from words import MAIN, SPACES, drawing, run


def picture(folder, size, extension=".jpg", more=("-q:v", "3")):
    # Grain as a sensor has it: flat pictures would be too easy.
    return ffmpeg(None, extension, ["-frames:v", "1", *more], folder, ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=1,noise=alls=12:all_seed=7"])


def make(corpus, folder):
    def add(name, kind, data, shows):
        d = corpus.dirt()
        corpus.add(name, kind, data, d, shows)

    d = corpus.dirt()
    photo = exiftool(picture(folder, "4000x3000", more=("-q:v", "3", "-pix_fmt", "yuvj420p")), ".jpg", tags(d), folder)
    corpus.add("photo-12-megapixels.jpg", "jpeg", photo, d, {"what": "picture", "least_db": 28})
    add("screenshot-1080x2400.png", "png", ffmpeg(None, ".png", ["-frames:v", "1"], folder, ["-f", "lavfi", "-i", "testsrc2=size=1080x2400:rate=1"]), {"what": "picture", "least_db": 99})

    pdf = Pdf()
    pages = pdf.add("")
    font = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    small = picture(folder, "1600x1200", more=("-q:v", "4", "-pix_fmt", "yuvj420p"))
    images = [pdf.stream(small, "/Type /XObject /Subtype /Image /Width 1600 /Height 1200 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode", packed=False) for _ in range(5)]
    kids, words = [], []
    for i in range(40):
        lines = [f"Page {i + 1}, line {k + 1}: nobody was paid for the last week." for k in range(45)]
        words += lines
        drawing_of = "BT /F1 11 Tf 15 TL 60 800 Td\n" + "".join(f"({line}) Tj T*\n" for line in lines) + "ET\n" + ("q 300 0 0 225 60 60 cm /Im Do Q\n" if i % 8 == 0 else "")
        content = pdf.stream(drawing_of)
        kids.append(pdf.add(f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << /Font << /F1 {font} 0 R >> /XObject << /Im {images[i % 5]} 0 R >> >> >>"))
    pdf.put(pages, f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>")
    add("report-40-pages.pdf", "pdf", pdf.file(pdf.add(f"<< /Type /Catalog /Pages {pages} 0 R >>")), {"what": "document", "pages": 40, "text": words, "least_db": 18})  # small letters, drawn as dots or not

    d = corpus.dirt()
    lines = [f"Line {k + 1}: there has been no ventilation since March." for k in range(3000)]
    body = "".join(f"<w:p>{run(line)}</w:p>" for line in lines) + "".join(f"<w:p>{drawing(d, f'rId{i}')}</w:p>" for i in range(1, 7))
    parts = {"_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")), "word/document.xml": XML + f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
             "word/_rels/document.xml.rels": relations(*[(f"rId{i}", "image", f"media/image{i}.jpeg") for i in range(1, 7)]), **{f"word/media/image{i}.jpeg": small for i in range(1, 7)}}
    parts = {"[Content_Types].xml": content_types(parts, {"word/document.xml": MAIN + "document.main+xml"}), **parts}
    corpus.add("letter-6-photos.docx", "docx", zip_file(d, parts), d, {"what": "office", "text": lines, "pictures": 1})  # it is one photo, which may be kept once

    film = ["-f", "lavfi", "-i", "testsrc2=duration=60:size=1280x720:rate=30,noise=alls=20:all_seed=7", "-f", "lavfi", "-i", "sine=duration=60:frequency=440"]
    add("film-60-s-720p.mp4", "mp4", ffmpeg(None, ".mp4", ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "3M", "-c:a", "aac"], folder, film), {"what": "film", "samples": "same"})
    tone = ["-f", "lavfi", "-i", "sine=duration=300:frequency=440:sample_rate=44100"]
    add("talk-5-minutes.mp3", "mp3", ffmpeg(None, ".mp3", ["-c:a", "libmp3lame", "-b:a", "128k"], folder, tone), {"what": "sound", "samples": "within"})
    add("talk-5-minutes.wav", "wav", ffmpeg(None, ".wav", ["-c:a", "pcm_s16le", "-ac", "2"], folder, tone), {"what": "sound", "samples": "same"})
    shows = {"what": "archive", "members": [{"name": "photo-12-megapixels.jpg", "shows": corpus.row("photo-12-megapixels.jpg")["shows"]}]}
    add("two-photos.zip", "zip", zip_file(corpus.dirt(), {"a.jpg": photo, "b.jpg": small}), shows)
    assert os.path.isdir(folder)
