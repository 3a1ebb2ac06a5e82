import { html, nothing, render } from './lit-html.js';
import { messageLink } from './route.js';
import { said, shortened, visible } from './text.js';
import { day, exactTime } from './words.js';

/** Messages in the page. Each stays the element that it is, so that nothing that is read or has the focus jumps. */
export class Rows {
    element = document.createElement('ol');
    #place;
    #newestFirst;

    /** @param place the topic, and the format in which its messages are read */
    constructor(place, newestFirst) {
        this.#place = place;
        this.#newestFirst = newestFirst;
        this.element.className = 'messages';
        this.element.setAttribute('aria-label', 'messages');
    }

    get size() {
        return this.element.children.length;
    }

    /** @param messages the oldest first */
    add(messages) {
        const items = messages.map(message => item(this.#place, message));
        if (this.#newestFirst) {
            this.element.prepend(...items.reverse());
        } else {
            this.element.append(...items);
        }
    }

    /** Only so many are kept, the newest. */
    keep(most) {
        while (this.size > most) {
            (this.#newestFirst ? this.element.lastElementChild : this.element.firstElementChild).remove();
        }
    }
}

function item(place, message) {
    const element = document.createElement('li');
    let whole = false;
    const draw = () => render(row(place, message, whole, () => {
        whole = !whole;
        draw();
    }), element);
    draw();
    return element;
}

function row({ topic, format }, message, whole, more) {
    const address = messageLink(topic, message, format);
    return html`<a class="where" href=${address}>${visible(topic)}-${message.partition}@${message.offset}</a>
        <time datetime=${new Date(message.at).toISOString()} title=${day(message.at)}>${exactTime(message.at)}</time>
        <span class="key">${keyOf(message)}</span>
        <span class="value">${shortened(message.text, whole, more)}${message.cut
            ? html` <a href=${address}>all of it</a>` : nothing}</span>
        ${message.problem ? html`<span class="late">${visible(message.problem)}</span>` : nothing}`;
}

export function keyOf({ key, keyHex }) {
    if (key !== null && key !== undefined) {
        return said(key);
    }
    return keyHex ? html`<code>${keyHex}</code>` : html`<span class="dim">no key</span>`;
}
