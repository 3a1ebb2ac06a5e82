/** Bytes as people read them: the place, sixteen in hexadecimal, and what is ASCII. */

const WIDTH = 16;

const printable = code => code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.';

export function dump(hex) {
    const bytes = hex.match(/../g) ?? [];
    const lines = [];
    for (let i = 0; i < bytes.length; i += WIDTH) {
        const row = bytes.slice(i, i + WIDTH);
        lines.push(`${i.toString(16).padStart(8, '0')}  ${row.join(' ').padEnd(WIDTH * 3)} ${row.map(byte =>
            printable(parseInt(byte, 16))).join('')}`);
    }
    return lines.join('\n');
}
