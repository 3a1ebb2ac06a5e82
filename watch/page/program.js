import { html, nothing } from './lit-html.js';
import { said, visible } from './text.js';
import { lasting, list, number, time } from './words.js';

/** One program that Watch has started. */

const ENDS = { 0: 'done', 1: 'something failed', 2: 'wrong usage', 130: 'stopped', 137: 'killed', 143: 'stopped' };
const COUNTS = { acknowledged: 'acknowledged', processed: 'processed', again: 'processed again', skipped: 'skipped',
    deadLetters: 'dead letters' };
const SENDS = ['acknowledged'];
const READS = ['processed', 'again', 'skipped', 'deadLetters'];

export const runs = ({ state }) => state !== 'ended';

export function condition({ state, exit, startedAt }, now) {
    if (state === 'runs') {
        return `runs for ${lasting(Math.max(0, now - startedAt))}`;
    }
    return state === 'ends' ? 'is ending' : `ended: ${ENDS[exit] ?? 'something failed'}${exit === null ? ''
        : ` (exit code ${exit})`}`;
}

/** What is still on its way to its end can be killed only. */
export function endButtons(actions, { name, state }) {
    const button = (how, label, does) => actions.button(name, { label, does, name: `${label} ${name}` }, ['end', { name, how }]);
    return html`<div class="deeds" role="group" aria-label=${`What can be done with ${name}`} tabindex="-1" data-place=${name}>
        ${state === 'runs' ? button('stop', 'Stop', 'It finishes what it is at, and ends.') : nothing}
        ${runs({ state }) ? button('kill', 'Kill', 'It ends at once, and finishes nothing (kill -9).') : nothing}
        ${actions.said(name)}</div>`;
}

const isReader = ({ program }) => program.endsWith('consumer');

/** Those that it can have, and what there is otherwise. */
const counts = one => Object.keys(COUNTS).filter(name => (isReader(one) ? READS : SENDS).includes(name) || one.counts[name] > 0)
    .map(name => html`<div><dt>${COUNTS[name]}</dt>
        <dd class=${name === 'again' && one.counts.again > 0 ? 'late' : ''}>${number(one.counts[name])}</dd></div>`);

function partitions({ partitions: own }) {
    return own.length === 0 ? 'none' : list(own.map(String));
}

export function card(one, now, actions, printed) {
    return html`<article class="card ${runs(one) ? '' : 'ended'}" aria-label=${one.name}>
        <div class="head"><h3>${visible(one.name)}</h3>
            <p>${condition(one, now)}<span class="dim">, began at ${time(one.startedAt)}</span></p></div>
        <p><code>${visible(one.options === '' ? 'without options' : one.options)}</code></p>
        <dl class="facts">${counts(one)}
            ${one.group ? html`<div><dt>group</dt><dd>${said(one.group)}</dd></div>` : nothing}
            ${isReader(one) && runs(one) ? html`<div><dt>partitions</dt><dd>${partitions(one)}</dd></div>` : nothing}</dl>
        ${one.says ? html`<p class="dim">It says: ${said(one.says)}</p>` : nothing}
        ${endButtons(actions, one)}
        ${printed}
    </article>`;
}
