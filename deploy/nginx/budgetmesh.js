// Asks the agent whether a request may be sent and where, and finds in the answer what it cost. See budgetmesh.conf.

const agentAway = JSON.stringify({ error: { message: 'the budget agent cannot be reached: try again soon', type: 'server_error', param: null, code: 'agent_unreachable' } });

// Usage is a small object, and may be cut in two by the pieces of an answer: so many characters of those before are looked at again.
const carried = 4096;

async function ask(r) {
    const answer = await r.subrequest('/budgetmesh/authorize' + r.uri, { method: 'POST', body: r.requestText || '' });
    const told = answer.headersOut;
    if (!told['x-budgetmesh-decision'] && answer.status >= 500) {
        r.headersOut['Content-Type'] = 'application/json';
        r.headersOut['Retry-After'] = '1';
        r.return(503, agentAway);
        return;
    }

    if (answer.status !== 200) {
        ['Content-Type', 'Retry-After', 'retry-after-ms', 'x-should-retry', 'x-budgetmesh-decision', 'x-budgetmesh-reason', 'x-budgetmesh-decision-id']
            .forEach((name) => { if (told[name]) { r.headersOut[name] = told[name]; } });
        r.return(answer.status, answer.responseText);
        return;
    }

    r.variables.budgetmesh_body = answer.responseText;
    r.variables.budgetmesh_deployment = told['x-budgetmesh-deployment'];
    r.variables.budgetmesh_decision = told['x-budgetmesh-decision'];
    r.variables.budgetmesh_decision_id = told['x-budgetmesh-decision-id'];
    r.variables.budgetmesh_api = told['x-budgetmesh-api'];
    r.variables.budgetmesh_hold = told['x-budgetmesh-hold-id'];
    r.variables.budgetmesh_bound = told['x-budgetmesh-input-tokens'] + ',' + told['x-budgetmesh-max-output-tokens'];
    r.internalRedirect('@budgetmesh_forward');
}

// One request has one of each of these.
let rest = '';
let usage = null;
let pieces = 0;

function meter(r, data, flags) {
    r.sendBuffer(data, flags);
    if (data.length === 0) {
        return;
    }

    const text = rest + data.toString();
    const start = rest.length;
    pieces += countEvents(text, start);
    let from = 0;
    let found;
    while ((found = objectAt(text, from)) !== null) {
        usage = Object.assign(usage || {}, found.value);   // Anthropic tells the input at the beginning, and the output at the end
        from = found.end;
    }

    rest = text.slice(Math.max(from, text.length - carried));
    r.variables.budgetmesh_seen = pieces + ' ' + (usage === null ? '' : JSON.stringify(usage));
}

// Events that begin at or after a place. The first of an answer begins with nothing before it.
function countEvents(text, start) {
    let count = 0;
    let at = text.indexOf('data:', Math.max(0, start - 4));
    while (at >= 0) {
        if (at === 0 || text[at - 1] === '\n') {
            count++;
        }

        at = text.indexOf('data:', at + 5);
    }

    return count;
}

// The next whole object that is the value of "usage"; a quote within a text has a backslash before it, so that is none.
function objectAt(text, from) {
    const name = /(^|[^\\])"usage"\s*:\s*\{/g;
    name.lastIndex = from;
    const match = name.exec(text);
    if (match === null) {
        return null;
    }

    const open = match.index + match[0].length - 1;
    let depth = 0;
    for (let at = open; at < text.length; at++) {
        if (text[at] === '{') {
            depth++;
        } else if (text[at] === '}' && --depth === 0) {
            try {
                return { value: JSON.parse(text.slice(open, at + 1)), end: at + 1 };
            } catch (e) {
                return null;
            }
        }
    }

    return null;
}

// What became of the request: nothing was sent or it was turned away, and the hold is voided; else it is settled.
function end(r) {
    const status = last(r.variables.upstream_status);
    const wasSent = last(r.variables.upstream_connect_time) !== '-';
    return !wasSent || (wasAnswered(r) && status >= '400') ? 'void' : 'settle';
}

// By the provider's own words; where those are missing by the pieces that came; and where no answer came, in full: it may have been served.
function settlement(r) {
    const bound = r.variables.budgetmesh_bound.split(',');
    const seen = (r.variables.budgetmesh_seen || '').split(' ');
    if (seen.length > 1 && seen[1] !== '') {
        return '{"api":"' + r.variables.budgetmesh_api + '","usage":{"usage":' + seen.slice(1).join(' ') + '}}';
    }

    const output = wasAnswered(r) ? Math.min(Number(seen[0]), Number(bound[1])) : bound[1];
    return '{"input_tokens":' + bound[0] + ',"output_tokens":' + output + '}';
}

function wasAnswered(r) {
    return last(r.variables.upstream_header_time) !== '-';
}

// nginx keeps a list, one for each server that was tried.
function last(list) {
    return (list || '-').split(/[,:] */).pop().trim();
}

export default { ask, meter, end, settlement };
