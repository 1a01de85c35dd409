/** How far each shipped model's scores are from PyTorch's: `npx tsx packages/runtime-cuda/src/testing/golden-error.ts`. */
import { load } from '../load.ts';
import { goldenError, readGolden } from './golden.ts';
import { shippedModels } from './shipped.ts';

for (const { name, path } of shippedModels()) {
  const model = await load(path);
  const golden = readGolden(path);
  const error = await goldenError(model, golden);
  console.log(
    `${name.padEnd(14)} ${error.toExponential(1)}  (tolerance ${golden.tolerance}, ${golden.cases.length} cases)`,
  );
  await model.close();
}
