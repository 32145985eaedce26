import { ASKS } from './concepts.ts';
import type { Features } from './features.ts';
import { speaksFor, type Level, type Model } from './model.ts';

/** Says what the prompt asks for, in words for a person: the ask that speaks most for the level, and what makes it harder. */
export function reasonOf(model: Model, features: Features, level: Level): string {
  const has = (name: string, from = 0) => (features.get(name) ?? 0) > from;
  const support = (name: string) =>
    ['', 'first ', 'last '].reduce(
      (sum, place) => sum + (features.get(`${place}ask ${name}`) ?? 0) * speaksFor(model, `${place}ask ${name}`, level),
      0,
    );
  const [ask] = ASKS.filter(({ name }) => has(`ask ${name}`)).sort((a, b) => support(b.name) - support(a.name));
  const situation = level !== 'simple' && (has('#over 80 words') || has('#up to 80 words')) && has('#sentences', 1.5);
  const asks = ask && !(situation && support(ask.name) < 0) ? ask.reason : situation ? 'asks what to do' : undefined;
  const details = [
    ...(has('#questions', 0.5) ? ['in several parts'] : []),
    ...(has('sign constraint', 0.9) || has('#numbers', 1.1) ? ['under several constraints'] : []),
    ...(has('sign fault') ? ['with a fault that hides'] : []),
    ...(has('sign expert') ? ["in a specialist's field"] : []),
    ...(has('sign depth', 0.7) ? ['with several criteria to weigh'] : []),
  ];
  const what = asks ?? (level === 'simple' ? 'asks for something in few words' : 'asks an open question');
  const told = situation ? `tells a situation and ${what}` : what;
  const harder = level === 'simple' || details.length === 0 ? told : `${told} ${details.join(', ')}`;
  return has('sign brief') ? `${harder} and wants a short answer` : harder;
}
