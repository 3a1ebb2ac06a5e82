import { html, nothing } from './lit-html.js';
import { age } from './age.js';
import { count, lasting } from './words.js';

const MOST = 8;

/** One for each that wrote within the last minute, with the partitions that it wrote to, the latest first. */
export function writers(producers) {
    const all = new Map();
    for (const { partition, producers: here } of producers?.partitions ?? []) {
        for (const { id, epoch, lastAt } of here) {
            const known = all.get(id) ?? { id, epoch, lastAt, partitions: [] };
            known.partitions.push({ partition, lastAt });
            known.lastAt = Math.max(known.lastAt, lastAt);
            all.set(id, known);
        }
    }
    return [...all.values()].sort((a, b) => a.id - b.id);
}

export const shownWriters = producers => writers(producers).slice(0, MOST);

export function producersColumn({ producers, flow }, now) {
    const shown = shownWriters(producers);
    const more = writers(producers).length - shown.length;
    return html`<section class="producers" aria-labelledby="producers">
        <h2 id="producers">Producers ${producers ? age(producers.askedAt, now) : nothing}</h2>
        <ul class="cards">
            ${shown.map(writer => card(writer, now))}
            ${shown.length > 0 || !producers || producers.askedAt === null ? nothing : unseen(flow)}
        </ul>
        ${more > 0 ? html`<p class="dim">and ${count(more, 'more')}</p>` : nothing}
    </section>`;
}

function card(writer, now) {
    const partitions = writer.partitions.map(one => one.partition).sort((a, b) => a - b);
    return html`<li class="card producer" data-producer=${writer.id}>
        <h3>producer ${writer.id}</h3>
        <p>wrote ${lasting(Math.max(0, now - writer.lastAt))} ago</p>
        <p class="dim">to ${partitions.length > 6 ? count(partitions.length, 'partition') : partitions.join(', ')}</p>
    </li>`;
}

/** Brokers remember only producers that number what they send. */
function unseen(flow) {
    return flow?.perSecond > 0
        ? html`<li class="card producer" data-producer="unseen"><h3>somebody writes</h3>
            <p class="dim">who, is not known: without idempotence a producer leaves no trace</p></li>`
        : html`<li class="card producer none"><p class="dim">No idempotent producer wrote within the last
            minute; others leave no trace.</p></li>`;
}
