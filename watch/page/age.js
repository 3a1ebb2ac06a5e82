import { html, nothing } from './lit-html.js';
import { lasting } from './words.js';

/** Up to this age a number counts as of now. */
const FRESH = 3000;

export const isOld = (askedAt, now) => askedAt !== null && now - askedAt > FRESH;

/** How old an answer of the cluster is, when it is old. */
export function age(askedAt, now) {
    if (askedAt === null || askedAt === undefined) {
        return html`<span class="age">not answered yet</span>`;
    }
    return isOld(askedAt, now) ? html`<span class="age">as it was ${lasting(now - askedAt)} ago</span>` : nothing;
}
