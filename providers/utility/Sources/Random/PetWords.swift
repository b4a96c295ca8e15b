/// What pet names are made of: short, plain English words that offend nobody.
enum PetWords {
  /// The last word of a name.
  static let animals = words(
    """
    adder albatross alpaca anchovy ant antelope badger barnacle bat bear beaver bee beetle bison boar
    bobcat buzzard camel caribou carp cat chamois cheetah cicada clam cobra cod condor coyote crab crane
    cricket crow cuckoo deer dingo dolphin donkey dove duck eagle eel egret elk emu falcon ferret finch
    firefly flamingo fox frog gazelle gecko gibbon giraffe gnu goat goose gopher grouse gull hare hawk
    hedgehog heron hornet horse hyena ibex ibis iguana impala jackal jackdaw jaguar jay kestrel kiwi
    koala krill kudu lark lemming lemur leopard lion lizard llama lobster lynx magpie mallard manatee
    marlin marmot marten mole mongoose moose moth mouse mule narwhal newt ocelot octopus okapi opossum
    orca oryx osprey otter owl ox oyster panda panther parrot peacock pelican penguin perch pheasant
    pigeon pike plover pony porcupine puffin puma python quail rabbit raccoon raven reindeer robin rook
    salmon sardine seal shark sheep shrew shrimp skunk sloth snail sparrow spider squid squirrel
    starling stoat stork sturgeon swallow swan swift tapir tern tiger toad tortoise toucan trout tuna
    turtle viper vole walrus warbler wasp weasel whale wolf wombat woodcock wren yak zebra
    """)

  /// The word before it.
  static let adjectives = words(
    """
    able active agile airy alert amber ample ancient apt artful astute autumn balmy bold brave breezy
    bright brisk calm candid careful cheerful chief civil classic clean clear clever coastal cool cosy
    crisp curious daring deft devoted dreamy eager early earnest easy elegant eminent epic exact fair
    famous fancy fast fearless fine firm fleet fluent fond frank fresh frosty gallant gentle giant
    gifted glad golden good graceful grand grateful great happy hardy hearty helpful honest humble ideal
    jolly jovial joyful just keen kind large lasting lively local loyal lucid lucky lunar magic major
    mellow merry mighty mild mindful modest national native neat nimble noble northern novel open
    orderly patient peaceful perfect placid playful pleasant polite prime proud pure quick quiet rapid
    rare ready regal robust rosy royal rustic sage serene sharp shiny silent silver simple sincere smart
    smiling smooth snug solar solid sound southern spry stable steady still stout strong sturdy subtle
    sunny superb sure sweet swift tame tender thorough tidy tranquil true trusty upbeat valiant vast
    velvet vital vivid warm wealthy western wild willing windy wise witty worthy young zesty
    """)

  /// Every word before that.
  static let adverbs = words(
    """
    actually always amply aptly boldly bravely briefly brightly briskly calmly carefully certainly
    cheerfully clearly closely commonly daily dearly deeply duly eagerly early easily endlessly entirely
    equally evenly evidently exactly fairly famously finely firmly fondly frankly freely freshly fully
    gently gladly gratefully greatly happily highly honestly hugely ideally jointly justly keenly kindly
    largely lately lightly likely lively loosely loudly lovingly loyally luckily mainly merrily mildly
    mostly mutually namely naturally nearly neatly newly nicely nobly notably openly overly partly
    patiently plainly politely possibly precisely presently promptly properly proudly purely quickly
    quietly rapidly rarely readily really rightly safely scarcely secretly seldom sharply shortly
    silently simply sincerely slightly slowly smoothly softly solely solidly soundly steadily strangely
    strongly suddenly surely sweetly swiftly tenderly thankfully thoroughly tidily truly typically
    usefully usually utterly vaguely vastly verily vividly warmly weekly wholly widely wildly willingly
    wisely wonderfully yearly
    """)

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
