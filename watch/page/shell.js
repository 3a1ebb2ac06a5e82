import { lessonStrip } from './lesson.js';
import { html, nothing } from './lit-html.js';
import { link } from './route.js';
import { visible } from './text.js';
import { number, time } from './words.js';

/** What stands around every view. */

const VIEWS = [['', 'Picture'], ['messages', 'Messages'], ['groups', 'Groups'], ['letters', 'Dead letters'],
    ['lessons', 'Lessons']];
const CONTROLLED = [...VIEWS, ['programs', 'Programs']];
const UNDER = { message: 'messages' };

export function shell(app, content) {
    const { state, route } = app;
    return html`<a class="skip" href="#main" @click=${event => app.skip(event)}>Skip to the content</a>
        <header>
            <a class="brand" href=${link('', { topic: app.topic })}>
                <img src="/page/icon.svg" alt="" width="24" height="24"> Watch</a>
            <nav aria-label="Views"><ul>${(state.control ? CONTROLLED : VIEWS).map(([view, name]) => html`<li><a
                href=${link(view, { topic: app.topic })}
                aria-current=${(UNDER[route.view] ?? route.view) === view ? 'page' : nothing}>${name}</a></li>`)}</ul></nav>
            <label class="topic"><span>Topic</span> <select @change=${event => app.choose(event.target.value)}>
                ${topics(state).map(name =>
                    html`<option value=${name} ?selected=${name === state.topic?.name}>${visible(name)}</option>`)}
                ${state.topics.more > 0 ? html`<option disabled>and ${number(state.topics.more)} more</option>` : nothing}
            </select></label>
            ${connection(app.status)}
        </header>
        ${app.status.kind === 'live' ? nothing : banner(app)}
        ${lessonStrip(app)}
        <main id="main">${content}</main>
        <p class="unseen" role="status">${app.news}</p>
        <footer class="dim">
            ${state.cluster ? `${state.cluster.id ? `Cluster ${visible(state.cluster.id)}` : 'No cluster yet'} at ${
                visible(state.cluster.addresses)}.` : nothing}
            ${state.watch ? about(state) : nothing}
        </footer>`;
}

function about({ watch, control }) {
    return html`This is Watch of ${visible(watch.version ?? '')}. ${control
        ? 'It controls the cluster and the programs that it starts; by itself it only reads.'
        : 'It only reads: it joins no group, commits nothing and writes nothing.'}`;
}

function topics({ topics: { names }, topic }) {
    return !topic || names.includes(topic.name) ? names : [topic.name, ...names];
}

const NAMES = { connecting: 'connecting', live: 'live', lost: 'not connected', ended: 'ended' };

const connection = ({ kind }) => html`<span class="connection ${kind}"><svg viewBox="0 0 10 10" aria-hidden="true">
    <circle cx="5" cy="5" r="4"></circle></svg>${NAMES[kind]}</span>`;

function banner({ status, lastFrameAt }) {
    const seen = lastFrameAt === null ? '' : ` What you see is as it was at ${time(lastFrameAt)}.`;
    if (status.kind === 'connecting') {
        return nothing;
    }
    return html`<p class="banner" role="alert">${status.kind === 'ended'
        ? `Watch has ended.${seen} Start it again and open the link that it prints.`
        : `${status.why ? visible(status.why) : 'The connection to Watch is lost.'}${seen} Trying again.`}</p>`;
}
