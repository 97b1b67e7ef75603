const LINE_END = "\r\n";

/**
 * A multipart form as Node reads it, which takes little of what is allowed: .NET leaves its names unquoted, others leave
 * out the space before them, or begin with a text for people. What is no form otherwise comes back as it is.
 */
export function tidied(bytes: Uint8Array<ArrayBuffer>, type: string): Uint8Array<ArrayBuffer> {
  const [, quoted, bare] = /;[ \t]*boundary=(?:"([^"]+)"|([^ \t;"]+))/i.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return bytes;
  // A letter for each byte, so that values come out as they went in.
  const text = LINE_END + Buffer.from(bytes).toString("latin1");
  const [, ...parts] = text.split(`${LINE_END}--${boundary}`);
  // A form that broke off must not become a shorter one.
  if (parts.pop()?.trim() !== "--") return bytes;
  const written = parts.map((part) => `--${boundary}${tidiedPart(part)}${LINE_END}`).join("");
  return new Uint8Array(Buffer.from(`${written}--${boundary}--${LINE_END}`, "latin1"));
}

function tidiedPart(part: string): string {
  const end = part.indexOf(LINE_END + LINE_END);
  if (end === -1) return part;
  return part.slice(0, end).split(LINE_END).map(tidiedLine).join(LINE_END) + part.slice(end);
}

/** Left alone when it says anything but a name and a file's name, each once. */
function tidiedLine(line: string): string {
  const [start] = /^content-disposition:[ \t]*form-data[ \t]*/i.exec(line) ?? [];
  if (start === undefined) return line;
  const found = new Map<string, string>();
  // Each match begins where the last one ended: however long the line is, it is read once.
  const parameter = /;[ \t]*(name|filename)=(?:"([^"\r\n]*)"|([^ \t\r\n;"]+))[ \t]*/iy;
  for (let at = start.length; at < line.length; at = parameter.lastIndex) {
    parameter.lastIndex = at;
    const [, key = "", quoted, bare = ""] = parameter.exec(line) ?? [];
    const name = key.toLowerCase();
    if (name === "" || found.has(name)) return line;
    found.set(name, quoted ?? bare);
  }
  // Node wants the name first.
  const order = ["name", "filename"].filter((name) => found.has(name));
  return ["Content-Disposition: form-data", ...order.map((name) => `${name}="${found.get(name)!}"`)].join("; ");
}
