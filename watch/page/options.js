import { number } from './words.js';

/** What can be chosen for a program that is started here; what is left empty is as the program has it by itself. */

const whole = (name, label, least, most, value, more = {}) => ({ name, label, least, most, value, ...more });
const oneOf = (name, label, choices) => ({ name, label, choices, value: choices[0][0] });
const same = values => values.map(value => [value, value]);

const READING = [
    whole('group', 'Group, by number', 1, 9, '1', { hint: 'those with the same number share the partitions' }),
    oneOf('from', 'A new group starts at', [['earliest', 'the oldest'], ['latest', 'the newest']]),
    oneOf('format', 'Format', same(['auto', 'json', 'long', 'avro'])),
    whole('failEvery', 'Every so many fail', 0, 100_000, '', { hint: 'empty: none' }),
    oneOf('onError', 'What fails for good', [['', 'stops the program'], ['skip', 'is skipped'], ['dlt', 'becomes a dead letter']])
];

export const PROGRAMS = [
    {
        program: 'producer', title: 'Producer', options: [
            whole('rate', 'Messages a second', 1, 10_000, '10', { word: 'max', hint: 'or max: as fast as it goes' }),
            whole('count', 'How many', 1, 1_000_000, '', { hint: 'empty: until it is stopped' }),
            whole('keys', 'Different keys', 0, 1_000_000, '10', { hint: '0: none' }),
            oneOf('format', 'Format', same(['json', 'long', 'avro']))
        ]
    },
    { program: 'single-consumer', title: 'Single consumer', options: READING },
    {
        program: 'batch-consumer', title: 'Batch consumer', options: [...READING,
            whole('maxBatch', 'Messages in a batch, at most', 1, 5000, '', { hint: 'empty: 5,000' }),
            whole('maxWait', 'A small batch waits, in ms', 1, 60_000, '2000', { hint: 'empty: until there are 10' })]
    }
];

export const optionsOf = program => PROGRAMS.find(one => one.program === program).options;

/** A sentence; null when nothing is wrong with it. */
export function problemOf({ label, choices, least, most, word }, text) {
    const digits = /^\d{1,9}$/.test(text);
    if (choices || text === '' || text === word || digits && Number(text) >= least && Number(text) <= most) {
        return null;
    }
    return `${label}: write a whole number from ${number(least)} to ${number(most)}${word ? `, or ${word}` : ''}.`;
}

/** As Watch is asked: without what is empty.
 *  @param texts by name */
export function asked(program, texts) {
    const given = optionsOf(program).map(option => [option, texts[option.name].trim()]).filter(([, text]) => text !== '');
    return Object.fromEntries([['program', program], ...given.map(([{ name, choices, word }, text]) =>
        [name, choices || text === word ? text : Number(text)])]);
}
