import { runs } from './lesson.js';
import { html, nothing } from './lit-html.js';
import { visible } from './text.js';

/** What can be done with a broker or the registry, where Watch controls them. */

const ACTIONS = {
    start: { label: 'Start', name: who => `Start ${who}`, does: 'Its process is started again.' },
    thaw: { label: 'Run on', name: who => `Let ${who} run on`, does: 'It goes on where it stood still.' },
    freeze: { label: 'Freeze', name: who => `Freeze ${who}`, does: 'It stands still, with open connections.' },
    stop: { label: 'Stop', name: who => `Stop ${who}`, does: 'It hands over what it leads, and ends.' },
    kill: { label: 'Kill', name: who => `Kill ${who}`, does: 'It ends at once, and hands nothing over (kill -9).' }
};

export const serviceOf = (control, service) => control?.services.find(one => one.service === service);

const HINT = 'Stop: it hands over what it leads, and ends. Kill: it ends at once. Freeze: it stands still with open '
    + 'connections, until it runs on.';

export const hint = ({ lesson }) => html`<p class="dim hint">${runs(lesson)
    ? 'While a lesson runs, the brokers are its own.' : HINT}</p>`;

export function serviceButtons(actions, { service, can }) {
    const known = Object.keys(ACTIONS).filter(action => can.includes(action));
    return html`<div class="deeds" role="group" aria-label=${`What can be done with ${service}`} tabindex="-1"
            data-place=${service}>
        ${known.map(action => {
            const { label, name, does } = ACTIONS[action];
            return actions.button(service, { label, does, name: name(service) }, ['service', { service, action }]);
        })}${actions.said(service)}</div>`;
}

/** What Watch knows of a process that does not run as usual. */
export const DONE = { frozen: 'frozen', stopped: 'not running', busy: 'being started or stopped' };

const SIGNS = { runs: 'up', frozen: 'frozen', stopped: 'away', busy: 'silent' };

/** It has no card without control: nobody asks it then. */
export function registryCard(control, actions, sign) {
    const own = serviceOf(control, 'registry');
    return own ? html`<li class="card broker ${SIGNS[own.state]}">
        <div><h3>${sign(SIGNS[own.state])} registry</h3><p>${own.state === 'runs' ? 'up'
            : html`<strong>${DONE[own.state]}</strong>`}</p></div>
        ${serviceButtons(actions, own)}
    </li>` : nothing;
}
