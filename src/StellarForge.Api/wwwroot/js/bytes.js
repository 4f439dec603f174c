const perLine = 16;
const most = 4096;

/** Bytes as text: UTF-8, where what is not UTF-8 and what cannot be printed is shown as a dot. */
export function decode(bytes) {
  return new TextDecoder().decode(bytes.subarray(0, most)).replace(/[^\P{C}\n\t]|\uFFFD/gu, "·");
}

/** Bytes in hexadecimal, sixteen a line, each line with its offset and its printable ASCII. */
export function hexDump(bytes) {
  const shown = bytes.subarray(0, most);
  const lines = [];
  for (let offset = 0; offset < shown.length; offset += perLine) {
    const line = shown.subarray(offset, offset + perLine);
    const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${offset.toString(16).padStart(6, "0")}  ${hex.padEnd(perLine * 3 - 1)}  ${text}`);
  }

  if (bytes.length > most) lines.push(`… ${bytes.length - most} more`);
  return lines.join("\n");
}
