import { html, nothing } from './lit-html.js';
import { link } from './route.js';
import { visible } from './text.js';
import { exactTime } from './words.js';

/** The lesson that runs, or was the last. */

export const PLACE = 'lesson';

const ENDS = {
    0: 'It has ended, and has shown what it promises.', 1: 'It has ended, and has not shown what it promises.',
    130: 'It was stopped.', 143: 'It was stopped.'
};

export const runs = lesson => lesson?.state === 'runs';

function condition({ state, exit }) {
    return state === 'runs' ? 'It runs.' : ENDS[exit] ?? `It has ended with exit code ${exit}.`;
}

/** What stands here anyway. */
const SAID_HERE = ['title', 'heading', 'preview', 'outcome'];

const prose = lines => lines.map(({ text }) => html`<p><bdi>${visible(text)}</bdi></p>`);

export function lessonNow(lesson, actions) {
    const before = lesson.lines.filter(({ kind }) => kind === 'preview');
    const after = lesson.lines.filter(({ kind }) => kind === 'outcome');
    const happened = lesson.lines.filter(({ kind }) => !SAID_HERE.includes(kind));
    const stop = { label: 'Stop', name: `Stop the lesson ${lesson.title}`, does: 'It puts the cluster back, and ends.' };
    return html`<section class="lesson" aria-labelledby="lesson" tabindex="-1" data-place=${PLACE}>
        <h2 id="lesson">${visible(lesson.title)}</h2>
        <div class="deeds"><p role="status">${condition(lesson)}</p>
            ${runs(lesson) ? actions.button(PLACE, stop, ['lesson-end', {}]) : nothing}${actions.said(PLACE)}</div>
        ${before.length > 0 ? html`<h3>What you will see</h3>${prose(before)}` : nothing}
        ${happened.length > 0 ? html`<h3>What happens</h3>
            <div role="log" aria-label="What happens"><ol class="steps">${happened.map(event)}</ol></div>` : nothing}
        ${after.length > 0 ? html`<h3>What happened in this run</h3>${prose(after)}` : nothing}
    </section>`;
}

function event({ at, kind, text }) {
    return html`<li>${at ? html`<time datetime=${new Date(at).toISOString()}>${exactTime(at)}</time>` : html`<span></span>`}
        <bdi class=${kind}>${visible(text)}</bdi></li>`;
}

/** On every view, because that is where one sees what it does. */
export function lessonStrip({ state: { control }, topic, route }) {
    const lesson = control?.lesson;
    return runs(lesson) && route.view !== 'lessons' ? html`<p class="strip">The lesson
        <a href=${link('lessons', { topic })}>${visible(lesson.title)}</a> runs. <span class="dim">
        <bdi>${visible(lesson.lines.findLast(({ kind }) => !SAID_HERE.includes(kind))?.text ?? '')}</bdi></span></p>` : nothing;
}
