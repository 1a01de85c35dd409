/** How far each shipped model's scores are from PyTorch's: `npx tsx packages/runtime-cuda/src/testing/golden-error.ts`. */
import { dtypesIn } from '../graphs.ts';
import { load } from '../load.ts';
import { goldenError, readGolden } from './golden.ts';
import { shippedModels } from './shipped.ts';

for (const { name, path } of shippedModels()) {
  const golden = readGolden(path);
  for (const dtype of await dtypesIn(path)) {
    const model = await load(path, { dtype });
    const error = await goldenError(model, golden);
    const { [dtype]: tolerance } = golden.tolerances;
    console.log(
      `${name.padEnd(14)} ${dtype.padEnd(4)} ${error.toExponential(1)}  (tolerance ${tolerance}, ${golden.cases.length} cases)`,
    );
    await model.close();
  }
}
