import { html, nothing } from './lit-html.js';
import { link } from './route.js';
import { visible } from './text.js';
import { exactTime } from './words.js';

/** What a lesson says: before, while and after it happens. */

const ENDS = {
    0: 'It has ended, and has shown what it promises.', 1: 'It has ended, and has not shown what it promises.',
    130: 'It was stopped.', 143: 'It was stopped.'
};

/** What stands here anyway. */
const SAID_HERE = ['title', 'heading', 'preview', 'outcome'];

const KINDS = { act: 'act', harm: 'act', repair: 'act', problem: 'late' };

export const runs = lesson => lesson?.state === 'runs';

const condition = lesson => runs(lesson) ? 'It runs.' : ENDS[lesson.exit] ?? `It has ended with exit code ${lesson.exit}.`;

const prose = lines => lines.map(({ text }) => html`<p><bdi>${visible(text)}</bdi></p>`);

const happened = ({ lines }) => lines.filter(({ kind }) => !SAID_HERE.includes(kind));

export function told(lesson) {
    const before = lesson.lines.filter(({ kind }) => kind === 'preview');
    const after = lesson.lines.filter(({ kind }) => kind === 'outcome');
    const events = happened(lesson);
    return html`<div class="lesson"><p role="status"><strong>${condition(lesson)}</strong></p>
        ${before.length > 0 ? html`<h3>What you will see</h3>${prose(before)}` : nothing}
        ${events.length > 0 ? html`<h3>What happens</h3>
            <div role="log" aria-label="What happens"><ol class="steps">${events.map(event)}</ol></div>` : nothing}
        ${after.length > 0 ? html`<h3>What happened in this run</h3>${prose(after)}` : nothing}
    </div>`;
}

function event({ at, kind, text }) {
    return html`<li>${at ? html`<time datetime=${new Date(at).toISOString()}>${exactTime(at)}</time>` : html`<span></span>`}
        <bdi class=${KINDS[kind] ?? ''}>${visible(text)}</bdi></li>`;
}

/** On the other views, because there one sees what it does. */
export function lessonStrip({ state: { lesson }, topic, route }) {
    return runs(lesson) && route.view !== 'lessons' ? html`<aside class="strip" aria-label="Lesson">The lesson
        <a href=${link('lessons', { topic })}>${visible(lesson.title)}</a> runs. <span class="dim">
        <bdi>${visible(happened(lesson).at(-1)?.text ?? '')}</bdi></span></aside>` : nothing;
}
