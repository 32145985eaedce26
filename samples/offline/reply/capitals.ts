/** Capitals of the countries that newcomers ask about first. */
const CAPITALS: Readonly<Record<string, string>> = {
  argentina: 'Buenos Aires',
  australia: 'Canberra',
  austria: 'Vienna',
  bangladesh: 'Dhaka',
  belgium: 'Brussels',
  brazil: 'Brasília',
  bulgaria: 'Sofia',
  canada: 'Ottawa',
  chile: 'Santiago',
  china: 'Beijing',
  colombia: 'Bogotá',
  croatia: 'Zagreb',
  cuba: 'Havana',
  'czech republic': 'Prague',
  czechia: 'Prague',
  denmark: 'Copenhagen',
  egypt: 'Cairo',
  ethiopia: 'Addis Ababa',
  finland: 'Helsinki',
  france: 'Paris',
  germany: 'Berlin',
  ghana: 'Accra',
  greece: 'Athens',
  hungary: 'Budapest',
  iceland: 'Reykjavík',
  india: 'New Delhi',
  indonesia: 'Jakarta',
  iran: 'Tehran',
  iraq: 'Baghdad',
  ireland: 'Dublin',
  italy: 'Rome',
  japan: 'Tokyo',
  kenya: 'Nairobi',
  malaysia: 'Kuala Lumpur',
  mexico: 'Mexico City',
  mongolia: 'Ulaanbaatar',
  morocco: 'Rabat',
  nepal: 'Kathmandu',
  netherlands: 'Amsterdam',
  'new zealand': 'Wellington',
  nigeria: 'Abuja',
  norway: 'Oslo',
  pakistan: 'Islamabad',
  peru: 'Lima',
  philippines: 'Manila',
  poland: 'Warsaw',
  portugal: 'Lisbon',
  romania: 'Bucharest',
  russia: 'Moscow',
  'saudi arabia': 'Riyadh',
  singapore: 'Singapore',
  'south korea': 'Seoul',
  spain: 'Madrid',
  sweden: 'Stockholm',
  switzerland: 'Bern',
  thailand: 'Bangkok',
  turkey: 'Ankara',
  ukraine: 'Kyiv',
  'united kingdom': 'London',
  uk: 'London',
  'united states': 'Washington, D.C.',
  usa: 'Washington, D.C.',
  vietnam: 'Hanoi',
};

/** "The capital of Japan is Tokyo." where a text asks for a capital that is known. */
export function capital(text: string): string | undefined {
  if (!/\b(?:capital|hauptstadt|capitale|thủ đô)\b/i.test(text)) return undefined;
  const low = text.toLowerCase();
  // The longest name first: "south korea" before a shorter one inside it.
  const country = Object.keys(CAPITALS)
    .sort((a, b) => b.length - a.length)
    .find((name) => new RegExp(`\\b${name}\\b`).test(low));
  if (country === undefined) return undefined;
  const shown =
    country.length <= 3 ? country.toUpperCase() : country.replace(/\b\w/g, (letter) => letter.toUpperCase());
  return `The capital of ${shown} is ${CAPITALS[country] ?? ''}.`;
}
