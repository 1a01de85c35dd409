import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';

test('what is found on this machine has a state each, and what is not right has a remedy', async () => {
  const findings = await diagnose();
  expect(findings.map(({ what }) => what)).toEqual([
    'ONNX Runtime',
    'providers',
    'graphics card',
    'CUDA',
    'threads',
  ]);
  expect(findings[1]!.found).toContain('CPUExecutionProvider');
  for (const { state, remedy } of findings) expect(state === 'ok' || remedy !== undefined).toBe(true);
});
