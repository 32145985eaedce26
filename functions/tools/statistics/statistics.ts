import {
  linearRegression,
  linearRegressionLine,
  max,
  mean,
  median,
  min,
  mode,
  quantile,
  rSquared,
  sampleCorrelation,
  sampleStandardDeviation,
  sampleVariance,
  standardDeviation,
  sum,
  variance,
} from 'simple-statistics';
import type { RunTool } from '../tool.ts';

interface Input {
  readonly operation: keyof typeof OPERATIONS;
  readonly values: number[];
  readonly others?: number[];
}
type Results = Readonly<Record<string, number>>;

const OPERATIONS = {
  mean: (values) => ({ mean: mean(values) }),
  median: (values) => ({ median: median(values) }),
  mode: (values) => ({ mode: mode(values) }),
  'standard-deviation': (values) => ({
    ...(values.length > 1 && { ofSample: sampleStandardDeviation(values) }),
    ofPopulation: standardDeviation(values),
  }),
  variance: (values) => ({
    ...(values.length > 1 && { ofSample: sampleVariance(values) }),
    ofPopulation: variance(values),
  }),
  min: (values) => ({ min: min(values) }),
  max: (values) => ({ max: max(values) }),
  sum: (values) => ({ sum: sum(values) }),
  quantiles: (values) => ({
    p10: quantile(values, 0.1),
    p25: quantile(values, 0.25),
    p50: quantile(values, 0.5),
    p75: quantile(values, 0.75),
    p90: quantile(values, 0.9),
  }),
  growth,
  trend,
  correlation,
} satisfies Readonly<Record<string, (values: number[], others: number[] | undefined) => Results>>;

export const run: RunTool = async (input) => {
  const { operation, values, others } = input as Input;
  const results = Object.entries(OPERATIONS[operation](values, others)).map(([name, value]) => {
    if (!Number.isFinite(value)) throw new Error(`${name} of these numbers is not a finite number`);
    return [name, tidy(value)] as const;
  });
  return { value: { operation, count: values.length, results: Object.fromEntries(results) }, sources: [] };
};

function growth(values: number[]): Results {
  const [first, last, periods] = [values[0]!, values.at(-1)!, values.length - 1];
  if (periods < 1) throw new Error('growth needs two values at least');
  if (first === 0) throw new Error('growth from 0 has no percentage; give the difference instead');
  const whole = { first, last, changePercent: ((last - first) / Math.abs(first)) * 100 };
  // The rate that, applied once a period, leads from the first to the last; there is none across zero.
  return first > 0 && last > 0
    ? { ...whole, averagePercentPerPeriod: ((last / first) ** (1 / periods) - 1) * 100 }
    : whole;
}

function trend(values: number[]): Results {
  if (values.length < 2) throw new Error('a trend needs two values at least');
  const points = values.map((value, index) => [index, value] as [number, number]);
  const { m: slope, b: intercept } = linearRegression(points);
  // Where nothing changes, a level line explains all of it; the formula would divide by zero.
  const level = values.every((value) => value === values[0]);
  return { slope, intercept, r2: level ? 1 : rSquared(points, linearRegressionLine({ m: slope, b: intercept })) };
}

function correlation(values: number[], others: number[] | undefined): Results {
  if (others === undefined) throw new Error('a correlation needs a second list of numbers in `others`');
  if (others.length !== values.length) {
    throw new Error(`both lists have to be of one length, but have ${values.length} and ${others.length} numbers`);
  }
  if (values.length < 2) throw new Error('a correlation needs two pairs of numbers at least');
  if ([values, others].some((list) => list.every((value) => value === list[0]))) {
    throw new Error('a list in which all numbers are the same correlates with nothing');
  }
  return { correlation: sampleCorrelation(values, others) };
}

/** Without the last digits of a double, which are noise. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
