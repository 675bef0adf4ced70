const ADJECTIVES =
  "amber ancient brave bright brisk calm clear clever cosmic crisp curious dapper deep eager early fair fast fond gentle golden grand happy hidden honest humble keen kind late light lively lucky mellow misty modest noble patient proud quick quiet rapid royal sharp silent silver smooth snowy steady still sunny swift tidy vivid warm wild wise witty young zesty".split(
    " ",
  );
const NOUNS =
  "alder badger beacon birch brook canyon cedar cliff comet cove crane delta dune eagle ember falcon fern finch fjord fox glacier grove harbor hawk heron island juniper lagoon lake lark lynx maple marsh meadow moon moss oak orchard osprey otter owl peak pebble pine plover pond quartz raven reef ridge river robin sparrow spruce stone stork summit tern thrush tide valley willow wren".split(
    " ",
  );

/** A name for a run that got none, such as `quiet-otter-12`; the number is the run's, so no two are alike. */
export function friendlyName(number: number, random: () => number = Math.random): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? words[0];
  return `${pick(ADJECTIVES)}-${pick(NOUNS)}-${number}`;
}
