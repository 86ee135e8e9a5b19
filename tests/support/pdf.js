// How many pages a PDF has, and how large they are, in points.
export function pagesOf(pdf) {
  const text = Buffer.from(pdf).toString("latin1");
  const count = text.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
  const [, width, height] = text.match(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/) ?? [];
  return { count, width: Number(width), height: Number(height) };
}
