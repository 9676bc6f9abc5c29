// What the tests ask of the JavaScript client: node stock.mjs CLIENT KUBECONFIG NAMESPACE. Prints what was seen, a line a fact.
const [client, kubeconfig, namespace] = process.argv.slice(2);
const k8s = await import(client);
const config = new k8s.KubeConfig();
config.loadFromFile(kubeconfig);
const core = config.makeApiClient(k8s.CoreV1Api);
const labelSelector = 'of=node';
const map = (name) => ({ metadata: { name, labels: { of: 'node' } }, data: { k: '0' } });

for (let i = 0; i < 5; i++) {
    await core.createNamespacedConfigMap({ namespace, body: map(`n${i}`) });
}

const names = [];
let pages = 0;
let _continue;
do {
    const page = await core.listNamespacedConfigMap({ namespace, labelSelector, limit: 2, _continue });
    names.push(...page.items.map((item) => item.metadata.name));
    _continue = page.metadata._continue;
    pages++;
} while (_continue);
console.log('pages', pages, names.join(' '));

const patches = [
    [k8s.PatchStrategy.MergePatch, { data: { merge: '1' } }],
    [k8s.PatchStrategy.StrategicMergePatch, { data: { strategic: '1' } }],
    [k8s.PatchStrategy.JsonPatch, [{ op: 'add', path: '/data/json', value: '1' }]],
];
for (const [strategy, body] of patches) {
    await core.patchNamespacedConfigMap({ namespace, name: 'n2', body }, k8s.setHeaderOptions('Content-Type', strategy));
}
const patched = await core.readNamespacedConfigMap({ namespace, name: 'n2' });
console.log('patched', Object.keys(patched.data).sort().join(' '));

const list = () => core.listNamespacedConfigMap({ namespace, labelSelector });
const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, list, labelSelector);
const added = new Set();
let updated = '';
const deleted = new Promise((resolve) => {
    informer.on('add', (item) => added.add(item.metadata.name));
    informer.on('update', (item) => { updated = item.data.k; });
    informer.on('delete', (item) => resolve(item.metadata.name));
});
await informer.start();
await core.patchNamespacedConfigMap(
    { namespace, name: 'n0', body: { data: { k: '7' } } }, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch));
await core.deleteNamespacedConfigMap({ namespace, name: 'n1' });
console.log('informer', [...added].sort().join(' '), updated, await deleted);
process.exit(0);
