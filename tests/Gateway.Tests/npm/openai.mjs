import { load, say, see, settings } from './world.mjs';

const { OpenAI } = load('openai');
const { endpoint, key, wrong, poor, limited } = settings;
const client = new OpenAI({ baseURL: endpoint, apiKey: key });
const ask = (text, more = {}) => ({ model: 'best', messages: [{ role: 'user', content: text }], ...more });
const weather = { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } };

// First, while the provider still has its fault for the first that comes.
await see('provider error', () => client.chat.completions.create(ask('say 1')));

await see('chat', async () => {
  const answer = await client.chat.completions.create(ask('say 7'));
  return { text: answer.choices[0].message.content, usage: answer.usage };
});

// The provider goes on when the test has seen the piece before.
await see('stream', async () => {
  let [text, usages] = ['', 0];
  for await (const chunk of await client.chat.completions.create(ask('say 9 wait here', { stream: true }))) {
    text += chunk.choices[0]?.delta.content ?? '';
    usages += chunk.usage ? 1 : 0;
    say({ piece: text });
  }
  return { text, usages };
});

await see('stream with usage', async () => {
  let last;
  for await (const chunk of await client.chat.completions.create(ask('say 4', { stream: true, stream_options: { include_usage: true } }))) last = chunk;
  return { usage: last.usage };
});

await see('tool', async () => {
  const { message, finish_reason } = (await client.chat.completions.create(ask('tool say 3', { tools: [weather] }))).choices[0];
  return { finish: finish_reason, call: message.tool_calls[0].function };
});

await see('streamed tool', async () => {
  const { message, finish_reason } = (await client.chat.completions.stream(ask('tool say 3', { tools: [weather] })).finalChatCompletion()).choices[0];
  return { finish: finish_reason, call: message.tool_calls[0].function };
});

await see('response', async () => {
  const answer = await client.responses.create({ model: 'best', input: 'say 6' });
  return { text: answer.output_text, usage: answer.usage };
});

await see('streamed response', async () => {
  let [text, end] = ['', null];
  for await (const event of await client.responses.create({ model: 'best', input: 'say 6', stream: true })) {
    if (event.type === 'response.output_text.delta') text += event.delta;
    if (event.type === 'response.completed') end = event.response.usage;
  }
  return { text, usage: end };
});

await see('embedding', async () => {
  const answer = await client.embeddings.create({ model: 'embed', input: 'some text to be embedded' });
  return { numbers: answer.data[0].embedding, usage: answer.usage };
});

await see('models', async () => ({ names: (await client.models.list()).data.map(model => model.id) }));

await see('unknown model', () => client.chat.completions.create({ ...ask('say 1'), model: 'nothing' }));
await see('wrong key', () => new OpenAI({ baseURL: endpoint, apiKey: wrong }).chat.completions.create(ask('say 1')));
await see('spent', () => new OpenAI({ baseURL: endpoint, apiKey: poor }).chat.completions.create(ask('say 1')));

await see('limit', async () => {
  const brisk = new OpenAI({ baseURL: limited.endpoint, apiKey: limited.key });
  await brisk.chat.completions.create(ask('say 1'));
  return { usage: (await brisk.chat.completions.create(ask('say 1'))).usage };
});
