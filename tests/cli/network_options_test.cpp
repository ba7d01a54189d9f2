// Options of the network: characters, decoder and tag scheme, from the command line.
#include <cstddef>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "contains.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

// The number in the line "# name: number" that info prints.
std::size_t number_of(const std::string& info, const std::string& name) {
  const std::string begin = "\n# " + name + ": ";
  const std::size_t place = info.find(begin);
  if (place == std::string::npos) throw std::runtime_error("no " + name + " in:\n" + info);
  return std::stoul(info.substr(place + begin.size()));
}

// Trains taggers of names with further options.
class Names {
 public:
  Names() : data_(folder_.file("names.conll", names_corpus)) {}

  // Returns the path of the model.
  std::string train(const std::vector<std::string>& options) {
    std::string model = folder_.path("model" + std::to_string(++models_));
    const Outcome outcome = run(command(
        command({tagger, "train", "--train", data_, "--dev", data_, "-m", model}, quick_training), options));
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    return model;
  }
  std::string info(const std::vector<std::string>& options) {
    return run({tagger, "info", train(options)}).out;
  }
  [[nodiscard]] const std::string& data() const { return data_; }

 private:
  TemporaryFolder folder_;
  std::string data_;
  int models_ = 0;
};

constexpr std::size_t labels = 4;
constexpr std::size_t hidden = 8;  // units per direction, as in quick_training

}  // namespace

TEST_CASE("a convolution over characters has the given filters, window and dimension") {
  Names names;
  const std::size_t words_only = number_of(names.info({}), "network_weights");
  const std::string info =
      names.info({"--characters", "cnn", "--filters", "7", "--window", "5", "--character-dimension", "9"});
  for (const char* line : {"characters = cnn", "filters = 7", "window = 5", "character-dimension = 9"}) {
    CHECK(contains(info, "\n" + std::string(line) + "\n"));
  }
  const std::size_t rows = number_of(info, "characters_known") + 1;
  CHECK(number_of(info, "network_weights") == words_only + rows * 9 + 5 * 7 * 9 + 7 + 2 * 4 * hidden * 7);
}

TEST_CASE("an LSTM over characters has the given units and dimension") {
  Names names;
  const std::size_t words_only = number_of(names.info({}), "network_weights");
  const std::string info =
      names.info({"--characters", "lstm", "--character-hidden", "5", "--character-dimension", "9"});
  CHECK(contains(info, "\ncharacters = lstm\n"));
  CHECK(contains(info, "\ncharacter-hidden = 5\n"));
  const std::size_t rows = number_of(info, "characters_known") + 1;
  CHECK(number_of(info, "network_weights") ==
        words_only + rows * 9 + 2 * 4 * 5 * (9 + 5 + 1) + 2 * 4 * hidden * 2 * 5);
}

TEST_CASE("a CRF has transition scores, and every combination of characters and decoder tags") {
  Names names;
  const std::size_t softmax = number_of(names.info({"--decoder", "softmax"}), "network_weights");
  CHECK(number_of(names.info({"--decoder", "crf"}), "network_weights") ==
        softmax + labels * labels + 2 * labels);
  for (const std::string characters : {"none", "cnn", "lstm"}) {
    for (const std::string decoder : {"softmax", "crf"}) {
      CAPTURE(characters, decoder);
      const std::string model = names.train({"--characters", characters, "--decoder", decoder});
      const Outcome outcome =
          run({tagger, "tag", "-m", model, "-q", "--output-format", "inline"}, "Anna Berg likes Oslo.\n");
      CHECK(outcome.code == 0);
      CHECK(contains(outcome.out, "Anna/B-PER Berg/I-PER"));
      CHECK(contains(outcome.out, "Oslo/B-LOC"));
      CHECK(contains(run({tagger, "eval", "-m", model, "-q", names.data()}).out, "FB1: 100.00"));
      // The options that info prints train the same model again.
      const TemporaryFolder folder;
      const std::string config = folder.file("config", run({tagger, "info", model}).out);
      CHECK(run({tagger, "train", "-q", "--config", config, "--train", names.data(), "--dev", names.data(),
                 "-m", folder.path("again")})
                .code == 0);
      CHECK(read_bytes(folder.path("again")) == read_bytes(model));
    }
  }
}

TEST_CASE("connections and layer normalisation have weights, appear in info, and tag") {
  Names names;
  const std::string two = "2";
  const std::size_t plain = number_of(names.info({"--layers", two}), "network_weights");
  CHECK(number_of(names.info({"--layers", two, "--connections", "residual"}), "network_weights") == plain);
  const std::string model = names.train({"--layers", two, "--connections", "highway", "--layer-norm"});
  const std::string info = run({tagger, "info", model}).out;
  CHECK(contains(info, "\nconnections = highway\n"));
  CHECK(contains(info, "\nlayer-norm = true\n"));
  const std::size_t width = 2 * hidden;
  CHECK(number_of(info, "network_weights") == plain + width * width + width + 2 * 2 * width);
  CHECK(contains(run({tagger, "eval", "-m", model, "-q", names.data()}).out, "FB1: 100.00"));
  const Outcome refused =
      run({tagger, "train", "--train", names.data(), "-m", "m", "--connections", "dense"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "connections"));
}

TEST_CASE("characters rarer than the minimum count are unknown") {
  Names names;
  const auto known = [&](const std::string& count) {
    return number_of(names.info({"--characters", "cnn", "--min-character-count", count}), "characters_known");
  };
  // A n a l i v e s L b o . P t r O B g k T h y
  CHECK(known("1") == 22);
  CHECK(known("3") < 21);
  CHECK(known("3") > 5);
  CHECK(known("1000000") == 0);
}

TEST_CASE("the scheme of training can differ from the one that is read and written") {
  Names names;
  const std::string model = names.train({"--scheme", "iobes"});
  const std::string info = run({tagger, "info", model}).out;
  CHECK(contains(info, "\nscheme = iobes\n"));
  CHECK(contains(info, "\n# tag_scheme: iob2 with -\n"));
  CHECK(contains(info, "\n# inner_tag_scheme: iobes with -\n"));
  CHECK(contains(info, "S-LOC"));
  CHECK_FALSE(contains(run({tagger, "info", names_model()}).out, "inner_tag_scheme"));
  const std::string tagged =
      run({tagger, "tag", "-m", model, "-q", "--output-format", "inline"}, "Anna Berg likes Oslo.\n").out;
  CHECK(contains(tagged, "Anna/B-PER Berg/I-PER"));
  CHECK(contains(tagged, "Oslo/B-LOC"));
  const Outcome evaluation = run({tagger, "eval", "-m", model, names.data()});
  CHECK(evaluation.code == 0);
  CHECK(contains(evaluation.out, "FB1: 100.00"));
  CHECK(evaluation.err.find("unknown") == std::string::npos);
}

TEST_CASE("a tag scheme for labels without a scheme is refused") {
  const TemporaryFolder folder;
  const Outcome train = run(command({tagger, "train", "--train", folder.file("data.conllu", parts_corpus),
                                     "--scheme", "iobes", "-m", folder.path("model")},
                                    quick_training));
  CHECK(train.code == 2);
  CHECK(contains(train.err, "--scheme iobes: the labels of the training data do not follow a tag scheme"));
}

TEST_CASE("a classifier reads characters, and has neither decoder nor scheme") {
  const TemporaryFolder folder;
  const std::string data = folder.file("reviews.tsv", reviews_corpus);
  const std::string model = folder.path("model");
  const auto train = [&](const std::vector<std::string>& options) {
    return run(command(
        command({sentiment, "train", "--train", data, "--dev", data, "-m", model, "--force"}, quick_training),
        options));
  };
  for (const std::string characters : {"cnn", "lstm"}) {
    CHECK(train({"--characters", characters, "--min-character-count", "1"}).code == 0);
    const std::string info = run({sentiment, "info", model}).out;
    CHECK(contains(info, "\ncharacters = " + characters + "\n"));
    CHECK_FALSE(contains(info, "\ndecoder = "));
    CHECK_FALSE(contains(info, "\nscheme = "));
    CHECK(
        run({sentiment, "classify", "-m", model, "-q"}, "I love this happy film.\n").out.rfind("good\t", 0) ==
        0);
  }
  for (const char* option : {"--decoder", "--scheme"}) {
    const Outcome outcome = train({option, "crf"});
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.err, "unknown option '" + std::string(option) + "'"));
  }
  const std::string help = run({sentiment, "train", "--help"}).out;
  CHECK(contains(help, "--characters none|cnn|lstm"));
  CHECK_FALSE(contains(help, "--decoder"));
  CHECK_FALSE(contains(help, "--scheme"));
}

TEST_CASE("unknown characters, decoders and schemes are usage errors, and so are sizes of zero") {
  const TemporaryFolder folder;
  const std::string data = folder.file("names.conll", names_corpus);
  const auto error_of = [&](const std::string& option, const std::string& value) {
    const Outcome outcome =
        run({tagger, "train", "--train", data, "-m", folder.path("model"), option, value});
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  CHECK(contains(error_of("--characters", "rnns"), "--characters: 'rnns'"));
  CHECK(contains(error_of("--decoder", "viterbi"), "--decoder: 'viterbi'"));
  CHECK(contains(error_of("--scheme", "iob9"), "--scheme: 'iob9'"));
  for (const char* option :
       {"--filters", "--window", "--character-dimension", "--character-hidden", "--min-character-count"}) {
    CHECK(contains(error_of(option, "0"), std::string(option) + ": '0' is out of range"));
  }
}
