import { choice, field } from './form.js';
import { html, nothing } from './lit-html.js';

/** Which messages are wanted: what the form asks for and the address says. */

const NAMES = ['partition', 'from', 'offset', 'at', 'count', 'format', 'key', 'text', 'field', 'value'];
const FILTERS = ['key', 'text', 'field'];
const BEGINNINGS = [['end', 'the newest'], ['begin', 'the oldest'], ['offset', 'an offset'], ['time', 'a time']];
const COUNTS = ['20', '50', '100', '200'];
const FORMATS = ['auto', 'json', 'long', 'avro'];

/** Of what is called as it is. */
const same = value => [value, value];

export function wanted(params) {
    const given = Object.fromEntries(NAMES.map(name => [name, params.get(name) ?? '']));
    return {
        ...given, partition: given.partition || 'all', from: given.from || 'end', count: given.count || '50',
        format: given.format || 'auto'
    };
}

export const isSearch = want => FILTERS.some(name => want[name] !== '');

/** Where to begin, as Watch is asked; a search for the newest looks through all. */
export function start(want) {
    const { from, offset, at } = want;
    if (from === 'time') {
        return `time:${new Date(at || Date.now()).getTime()}`;
    }
    return from === 'offset' ? offset || '0' : from;
}

export function searchStart(want, partitions) {
    const from = start(want);
    if (from === 'end') {
        return 'begin';
    }
    const chosen = want.partition === 'all' ? partitions : [want.partition];
    return want.from === 'offset' ? chosen.map(partition => `${partition}:${from}`).join(',') : from;
}

export const filters = ({ key, text, field: name, value }) => ({ key, text, field: name, value: name === '' ? '' : value });

export function form(want, partitions, submit, change) {
    return html`<form class="wanted" @submit=${submit} @change=${change} aria-label="Which messages">
        <fieldset><legend>Where</legend>
            ${choice('Partition', 'partition', want.partition, ['all', ...partitions.map(String)].map(same))}
            ${choice('From', 'from', want.from, BEGINNINGS)}
            ${want.from === 'offset' ? field('Offset', 'offset', want.offset, { type: 'number', min: 0, step: 1 }) : nothing}
            ${want.from === 'time' ? field('Time', 'at', want.at, { type: 'datetime-local', step: 1 }) : nothing}
            ${choice('How many', 'count', want.count, COUNTS.map(same))}
            ${choice('Format', 'format', want.format, FORMATS.map(same))}
        </fieldset>
        <fieldset><legend>Only those with</legend>
            ${field('Key', 'key', want.key)}
            ${field('Text', 'text', want.text)}
            ${field('Field', 'field', want.field, { size: 8 })}
            ${field('Value of the field', 'value', want.value)}
        </fieldset>
        <button type="submit" class="first">Show</button>
    </form>`;
}

/** Without what is as it would be anyway. */
export function given(formElement) {
    const values = Object.fromEntries(NAMES.map(name => [name, String(new FormData(formElement).get(name) ?? '')]));
    const usual = wanted(new URLSearchParams());
    return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== usual[name]
        && !(name === 'offset' && values.from !== 'offset') && !(name === 'at' && values.from !== 'time')));
}
