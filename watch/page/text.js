import { html, nothing } from './lit-html.js';

/** Text of others: always a text node, in a box of its own, and with nothing in it that cannot be seen. */

const LONGEST = 300;

/** What every computer has a sign for. */
const SIGNS = { '\n': '\u21b5', '\t': '\u21e5' };

/** Control characters, what turns the direction of the text around it, what has no width, and halves of characters. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]/gu;

function pictured(character) {
    const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
    return SIGNS[character] ?? `\u27e8U+${code}\u27e9`;
}

/** A line feed is one more character that is shown. */
export const visible = text => String(text).replace(UNSEEN, pictured);

/** Lines stay lines. */
export const visibleLines = text => String(text).replace(UNSEEN, one => one === '\n' || one === '\t' ? one : pictured(one));

export const said = text => html`<bdi class="text">${visible(text)}</bdi>`;

/** Not in the middle of a character. */
export function cut(text, longest) {
    const end = /[\ud800-\udbff]/.test(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.slice(0, end);
}

export const isLong = text => text.length > LONGEST;

/** @param whole whether all of it is wanted
 *  @param more what the button calls */
export function shortened(text, whole, more) {
    if (!isLong(text)) {
        return said(text);
    }
    return html`${said(whole ? text : cut(text, LONGEST))}${whole ? nothing : '\u2026'}
        <button class="quiet" @click=${more} aria-expanded=${whole}>${whole ? 'less' : 'more'}</button>`;
}
