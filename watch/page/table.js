import { html, nothing } from './lit-html.js';
import { age } from './age.js';
import { link } from './route.js';
import { visible } from './text.js';
import { behind, list, number, rate, UNKNOWN } from './words.js';

/** Roles are said, because narrow screens show a row as a block, and then a table is none any more. */
export function table(caption, heads, rows) {
    return html`<table role="table"><caption>${caption}</caption>
        <thead role="rowgroup"><tr role="row">${heads.map(head =>
            html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
        <tbody role="rowgroup">${rows.map(row => html`<tr role="row">${row.map((cell, i) => i === 0
            ? html`<th role="rowheader" scope="row">${cell}</th>`
            : html`<td role="cell" data-label=${heads[i]}><span>${cell}</span></td>`)}</tr>`)}</tbody>
    </table>`;
}

/** The picture once more. */
export function partitionsTable({ topic, groups }, now) {
    const readers = groups?.groups ?? [];
    const names = readers.map(group => visible(group.name));
    const heads = ['partition', 'leader', 'replicas', 'in sync', 'offsets', 'a second', ...names];
    return table('Partitions', heads, topic.partitions.map(partition => [
        html`<a href=${link('messages', { topic: topic.name, partition: partition.partition })}>${partition.partition}</a>`,
        partition.leader === null ? 'none' : `broker ${partition.leader}`,
        list(partition.replicas.map(String)),
        partition.inSync.length === 0 ? 'none' : list(partition.inSync.map(String)),
        html`${number(partition.begin)} to ${number(partition.end)} ${
            partition.end === null ? nothing : age(partition.endAt, now)}`,
        rate(partition.perSecond),
        ...readers.map(group => html`${reading(group, partition.partition)} ${age(group.askedAt, now)}`)
    ]));
}

function reading(group, partition) {
    const own = group.partitions.find(one => one.partition === partition);
    if (!own || own.committed === null) {
        return 'nothing committed';
    }
    return `${number(own.committed)}, ${behind(own.behind, own.behindMs)}, ${own.member ? visible(own.member) : 'nobody reads'}`;
}

export function brokersTable({ cluster }) {
    const state = { up: 'up', away: 'away', silent: 'does not answer' };
    return table('Brokers', ['broker', 'address', 'state', 'controller'], cluster.brokers.map(broker => [
        broker.id, broker.host ? `${visible(broker.host)}:${broker.port}` : UNKNOWN, state[broker.state] ?? UNKNOWN,
        broker.id === cluster.controller ? 'yes' : 'no'
    ]));
}
