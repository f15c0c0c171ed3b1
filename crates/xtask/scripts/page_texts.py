"""The texts that people have of a page in a PDF file, for `print_pages.py`."""
import subprocess
import xml.etree.ElementTree as ElementTree

HALF_WIDTH = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def squeezed(text):
    return "".join(text.split())


def cut_at_columns(fragments, words, gap):
    """The fragments, running text cut where `words` (text and box in the order of the file) begin a column."""
    stream, starts = "", set()
    before = None
    for word in words:
        box = [float(word.get(side)) for side in ("xMin", "yMin", "xMax", "yMax")]
        if before and (box[1] < before[1] - 5 or box[0] > before[2] + gap * 0.8 and abs(box[1] - before[1]) < 5):
            starts.add(len(stream))
        stream += squeezed(word.text or "")
        before = box
    done, pieces = 0, []
    for fragment in fragments:
        text = squeezed(fragment["text"])
        at = stream.find(text, done)
        at = stream.find(text) if at < 0 else at
        if fragment["role"] != "body" or at < 0:
            pieces.append(fragment)
            continue
        done = at + len(text)
        rest, left, cut_start = fragment["text"], at, False
        for start in sorted(start for start in starts if at < start < done) + [done]:
            length, size = 0, start - left
            while size > 0:
                size -= not rest[length].isspace()
                length += 1
            piece = {**fragment, "text": rest[:length].strip(), "cut_start": cut_start}
            pieces.append(piece)
            rest, left, cut_start = rest[length:], start, True
    return pieces


def write_texts(name, fragments, gap):
    """Writes the texts of the page `name` beside its PDF; its fragments with their lines in the text by blocks."""
    pdf = name.with_suffix(".pdf")
    subprocess.run(["pdftotext", "-raw", pdf, name.with_suffix(".raw.txt")], check=True)
    raw = name.with_suffix(".raw.txt")
    raw.write_text(raw.read_text(encoding="utf-8").rstrip("\f"), encoding="utf-8")
    boxes = subprocess.run(["pdftotext", "-raw", "-bbox", pdf, "-"], check=True, capture_output=True).stdout
    words = [it for it in ElementTree.fromstring(boxes).iter() if it.tag.endswith("word")]
    fragments = cut_at_columns(fragments, words, gap)
    for number, fragment in enumerate(fragments):
        fragment["lines"] = [2 * number + 1, 2 * number + 1]
    text = "\n\n".join(fragment["text"].translate(HALF_WIDTH) for fragment in fragments) + "\n"
    name.with_suffix(".blocks_folded.txt").write_text(text, encoding="utf-8")
    return fragments
