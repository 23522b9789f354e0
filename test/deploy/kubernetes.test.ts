import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Secret } from 'kubernetes-models/v1/Secret';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Io, Output } from '../../src/cli/io.ts';
import { createProgram } from '../../src/cli/program.ts';
import { parseDuration } from '../../src/config/duration.ts';
import { parseFleet } from '../../src/config/parse-fleet.ts';
import { parseShard } from '../../src/config/parse-shard.ts';
import { checkManifest } from './check-manifest.ts';

const folder = join(import.meta.dirname, '../../deploy/kubernetes');
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
const read = <T>(name: string): T => parse(textOf(name)) as T;

const kinds = { 'fleet.yaml': Job, 'secret.example.yaml': Secret, 'pod-monitor.yaml': PodMonitor };
const job = read<Job>('fleet.yaml');
const secret = read<Secret>('secret.example.yaml');
const monitor = read<PodMonitor>('pod-monitor.yaml');
const spec = job.spec!;
const pod = spec.template.spec!;
const container = pod.containers[0]!;

/** The flags of the command line with what they say; undefined for a switch. */
const flags = new Map(
  (container.args ?? []).slice(1).map((word) => {
    const [flag = '', ...value] = word.split('=');
    return [flag, value.length === 0 ? undefined : value.join('=')];
  }),
);
const variable = (name: string) => container.env?.find((entry) => entry.name === name);

describe('the manifests', () => {
  test('are all checked here', () => {
    const manifests = readdirSync(folder).filter((name) => /\.(?:ya?ml|json)$/.test(name));
    expect(manifests.sort()).toEqual(Object.keys(kinds).sort());
  });

  test.each(Object.entries(kinds))('%s is what Kubernetes knows', (name, kind) => {
    const manifest = read<{ apiVersion: string; kind: string }>(name);
    expect(manifest).toMatchObject({ apiVersion: kind.apiVersion, kind: kind.kind });
    expect(checkManifest(kind, manifest)).toEqual([]);
  });

  test.each(Object.keys(kinds))(
    '%s says the same by the rules of YAML 1.1, as Kubernetes reads it',
    (name) => {
      expect(parse(textOf(name), { version: '1.1' })).toEqual(read(name));
    },
  );

  test.each(Object.keys(kinds))('%s has the standard labels', (name) => {
    expect(read<Job>(name).metadata?.labels).toEqual({
      'app.kubernetes.io/name': 'iot-sim',
      'app.kubernetes.io/instance': 'iot-sim-fleet',
      'app.kubernetes.io/component': 'fleet',
    });
  });
});

describe('the check of a manifest', () => {
  const wrong = (change: (copy: typeof job) => void): string[] => {
    const copy = structuredClone(job);
    change(copy);
    return checkManifest(Job, copy);
  };

  test('refuses a value of another type', () => {
    expect(wrong((copy) => Object.assign(copy.spec!, { completions: '4' }))).toEqual([
      'data/spec/completions must be integer',
    ]);
  });

  test('refuses what lacks something', () => {
    expect(wrong((copy) => Object.assign(copy.spec!, { template: undefined }))[0]).toContain(
      'required property template',
    );
  });

  test('refuses a field that is misspelt, deep inside as well', () => {
    expect(wrong((copy) => Object.assign(copy.spec!, { completion: 4 }))).toEqual([
      '/spec/completion is unknown',
    ]);
    const misspell = (copy: typeof job): void => {
      const { securityContext } = copy.spec!.template.spec!.containers[0]!;
      Object.assign(securityContext!, { readonlyRootFilesystem: { is: true } });
    };
    expect(wrong(misspell)).toEqual([
      '/spec/template/spec/containers/0/securityContext/readonlyRootFilesystem is unknown',
    ]);
  });

  test('refuses a PodMonitor without a selector, and one with a field of another kind', () => {
    const { selector, ...rest } = monitor.spec;
    expect(checkManifest(PodMonitor, { ...monitor, spec: rest })[0]).toContain('required property selector');
    expect(checkManifest(PodMonitor, { ...monitor, spec: { ...rest, selector, endpoints: [] } })).toEqual([
      '/spec/endpoints is unknown',
    ]);
  });
});

describe('the shards', () => {
  test('are as many as the Job runs, all at once', () => {
    expect(spec.completionMode).toBe('Indexed');
    expect(spec.parallelism).toBe(spec.completions);
    expect(variable('JOB_COMPLETIONS')?.value).toBe(String(spec.completions));
  });

  test('are each found by their pod', () => {
    expect(flags.get('--shard')).toBe('auto');
    const JOB_COMPLETIONS = variable('JOB_COMPLETIONS')?.value;
    const found = Array.from({ length: spec.completions! }, (_, index) =>
      parseShard('auto', { JOB_COMPLETIONS, JOB_COMPLETION_INDEX: String(index) }),
    );
    expect(found).toEqual(found.map((_, index) => ({ value: { index, count: spec.completions } })));
  });

  test('begin at a moment that is given to all', () => {
    const [, name] = /^\$\((\w+)\)$/.exec(flags.get('--start-at') ?? '') ?? [];
    const { configMapKeyRef } = variable(name!)!.valueFrom!;
    expect(textOf('README.md')).toContain(
      `kubectl create configmap ${configMapKeyRef?.name} --from-literal=${configMapKeyRef?.key}=`,
    );
    expect(configMapKeyRef?.optional).toBeUndefined();
  });

  test('are not run twice', () => {
    expect(pod.restartPolicy).toBe('Never'); // without it Kubernetes takes no limit per index
    expect(spec).toMatchObject({ backoffLimitPerIndex: 0, podReplacementPolicy: 'Failed' });
  });
});

describe('the pods', () => {
  test('run a command of the program with flags that it has', () => {
    const nowhere: Output = { write: () => {}, isTerminal: false, columns: 80, colorLevel: 0 };
    const io = { stdout: nowhere, stderr: nowhere } as Io;
    const program = createProgram(
      io,
      () => {},
      () => {},
    );
    expect(container.command).toBeUndefined(); // the image's own
    const command = program.commands.find((one) => one.name() === container.args?.[0]);
    const known = command?.options.map(({ long }) => long) ?? [];
    expect([...flags.keys()].filter((flag) => !known.includes(flag))).toEqual([]);
    expect(flags.has('--json')).toBe(true); // what the summaries are merged from
  });

  test('run the image that the README builds', () => {
    expect(textOf('README.md')).toContain(`docker build -f deploy/docker/Dockerfile -t ${container.image} .`);
  });

  test('have longer to stop than the fleet takes for it', () => {
    const grace = parseDuration(flags.get('--grace')!);
    expect('value' in grace ? grace.value : Number.NaN).toBeLessThan(
      1000 * pod.terminationGracePeriodSeconds!,
    );
  });

  test('may do no more than the restricted profile allows', () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod.securityContext?.runAsUser).toBeGreaterThan(0);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod).not.toHaveProperty('hostNetwork');
    const allowed = ['secret', 'emptyDir', 'configMap', 'projected', 'persistentVolumeClaim'];
    for (const { name, ...source } of pod.volumes ?? []) expect(allowed).toContain(Object.keys(source)[0]);
    expect(pod.automountServiceAccountToken).toBe(false);
  });

  test('read the devices from the Secret, as a group that alone may', () => {
    const volume = pod.volumes?.find((one) => one.secret !== undefined);
    const mount = container.volumeMounts?.find(({ name }) => name === volume?.name);
    expect(volume?.secret?.secretName).toBe(secret.metadata?.name);
    expect(volume?.secret?.defaultMode).toBe(0o440);
    expect(pod.securityContext?.fsGroup).toBe(pod.securityContext?.runAsGroup);
    expect(mount?.readOnly).toBe(true);
    const [file] = Object.keys(secret.stringData!);
    expect(flags.get('--devices')).toBe(`${mount?.mountPath}/${file}`);
    expect(textOf('README.md')).toContain(
      `kubectl create secret generic ${secret.metadata?.name} --from-file=${file}`,
    );
  });

  test('can write where the image keeps its state, and nowhere else', () => {
    const dockerfile = readFileSync(join(folder, '../docker/Dockerfile'), 'utf8');
    const state = /^ENV XDG_STATE_HOME=(\S+)$/m.exec(dockerfile)?.[1];
    const writable = container.volumeMounts?.filter(({ readOnly }) => readOnly !== true);
    expect(writable?.map(({ mountPath }) => mountPath)).toEqual(['/data']);
    expect(state).toMatch(/^\/data\//);
    expect(dockerfile).toContain(
      `USER ${pod.securityContext?.runAsUser}:${pod.securityContext?.runAsGroup}\n`,
    );
  });
});

describe('the PodMonitor', () => {
  test('finds the pods of the Job', () => {
    expect(spec.template.metadata?.labels).toMatchObject(monitor.spec.selector.matchLabels!);
  });

  test('asks at the port where the fleet answers', () => {
    const [endpoint] = monitor.spec.podMetricsEndpoints!;
    const port = container.ports?.find(({ name }) => name === endpoint?.port)?.containerPort;
    expect(flags.get('--metrics')).toBe(`0.0.0.0:${port}`);
  });
});

test('the devices of the example are none, but have its form', () => {
  const [text] = Object.values(secret.stringData!);
  const { entries, issues } = parseFleet(text!);
  expect(issues).toEqual([]);
  expect(entries.map(({ triple }) => triple.deviceSecret)).toEqual(['****', '****']);
});
