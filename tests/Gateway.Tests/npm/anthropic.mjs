import { load, say, see, settings } from './world.mjs';

const { Anthropic } = load('@anthropic-ai/sdk');
const { endpoint, key, wrong, poor, limited } = settings;
const clientOf = (baseURL, apiKey) => new Anthropic({ baseURL, apiKey });
const client = clientOf(endpoint, key);
const ask = (text, more = {}) => ({ model: 'best', max_tokens: 100, messages: [{ role: 'user', content: text }], ...more });
const weather = { name: 'weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } };

// First, while the provider still has its fault for the first that comes.
await see('provider error', () => client.messages.create(ask('say 1')));

await see('chat', async () => {
  const { content, usage } = await client.messages.create(ask('say 7'));
  return { text: content[0].text, usage };
});

// The provider goes on when the test has seen the piece before.
await see('stream', async () => {
  const stream = client.messages.stream(ask('say 9 wait here'));
  let text = '';
  for await (const event of stream) {
    if (event.type === 'content_block_delta') text += event.delta.text;
    if (event.type.startsWith('content_block_') && event.type !== 'content_block_stop') say({ piece: text });
  }
  return { text, usage: (await stream.finalMessage()).usage };
});

await see('tool', async () => {
  const { stop_reason, content } = await client.messages.create(ask('tool say 3', { tools: [weather] }));
  return { finish: stop_reason, call: { name: content[0].name, arguments: JSON.stringify(content[0].input) } };
});

await see('models', async () => ({ names: (await client.models.list()).data.map(model => model.id) }));

await see('unknown model', () => client.messages.create({ ...ask('say 1'), model: 'nothing' }));
await see('wrong key', () => clientOf(endpoint, wrong).messages.create(ask('say 1')));
await see('spent', () => clientOf(endpoint, poor).messages.create(ask('say 1')));

await see('limit', async () => {
  const brisk = clientOf(limited.endpoint, limited.key);
  await brisk.messages.create(ask('say 1'));
  return { usage: (await brisk.messages.create(ask('say 1'))).usage };
});
