// Bad input gives a clear error, and nothing is lost.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <span>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "contains.h"
#include "io/tensor_file.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

Outcome train_on(const std::string& data, const TemporaryFolder& folder) {
  return run(
      {tagger, "train", "--train", data, "--epochs", "1", "--hidden", "4", "-m", folder.path("model")});
}

std::size_t number_of_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("an empty file is an error where data are needed, and gives no output where data are streamed") {
  const TemporaryFolder folder;
  const std::string empty = folder.file("empty.conll", "");
  const Outcome train = train_on(empty, folder);
  CHECK(train.code == 3);
  CHECK(contains(train.err, empty + ": no sentence"));
  CHECK(run({tagger, "eval", "-m", names_model(), empty}).code == 3);
  CHECK(run({tagger, "score", empty}).code == 3);
  CHECK(run({tagger, "tag", "-m", empty}, "Anna\n").code == 4);
  const Outcome tag = run({tagger, "tag", "-m", names_model(), empty});
  CHECK(tag.code == 0);
  CHECK(tag.out.empty());
}

TEST_CASE("raw text where labels are needed is an error before any work") {
  const TemporaryFolder folder;
  const std::string prose = folder.file("prose.txt", "Anna lives in Lisbon.\nShe likes it.\n");
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string message = prose + ": read as text, which has no labels";
  const std::vector<std::string> train = {tagger, "train", "-m", folder.path("model"), "--epochs", "1"};
  const std::vector<std::vector<std::string>> commands = {
      {tagger, "eval", "-m", names_model(), prose},
      {tagger, "quantize", "-m", names_model(), "-o", folder.path("small"), "--dev", prose},
      command(train, {"--train", data, "--dev", prose}),
      command(train, {"--train", data, "--dev", data, "--test", prose}),
      command(train, {"--train", data, "--train", prose, "--dev", data})};
  for (const auto& arguments : commands) {
    const Outcome outcome = run(arguments);
    CHECK(outcome.code == 3);
    CHECK(contains(outcome.err, message));
    CHECK_FALSE(contains(outcome.err, "epoch"));
  }
  CHECK(run({tagger, "eval", "-m", names_model(), "--input-format", "tokens", prose}).code == 3);
  CHECK(contains(run({tagger, "eval", "-m", names_model(), "--input-format", "text"}, "Anna\n").err,
                 "<stdin>: read as text"));
}

TEST_CASE("an empty name of a file, model or encoding is a usage error") {
  const std::vector<std::vector<std::string>> commands = {
      {tagger, "tag", "-m", ""},     {tagger, "tag", "--config", ""},  {tagger, "tag", "--encoding", ""},
      {tagger, "tag", "-o", ""},     {tagger, "train", "--train", ""}, {tagger, "train", "--from", ""},
      {sentiment, "eval", "-m", ""}, {sentiment, "train", "--log", ""}};
  for (const auto& arguments : commands) {
    const Outcome outcome = run(arguments, "Anna\n");
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.err, ": the value is empty"));
  }
  CHECK(run({tagger, "tag", "-m", names_model(), ""}, "Anna\n").code == 2);
}

TEST_CASE("a file in UTF-16 is refused as such") {
  const Outcome outcome = run({tagger, "tag", "-m", names_model()}, std::string("\xFF\xFE"
                                                                                "A\0n\0",
                                                                                6));
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "give --encoding UTF-16"));
}

TEST_CASE("a directory is an error") {
  const TemporaryFolder folder;
  const std::string path = folder.path("");
  const Outcome train = train_on(path, folder);
  CHECK(train.code == 1);
  CHECK(contains(train.err, path + ": is a directory"));
  CHECK(run({tagger, "tag", "-m", names_model(), path}).code == 1);
  CHECK(run({tagger, "tag", "-m", path}, "Anna\n").code == 1);
  CHECK(run({tagger, "tag", "-m", names_model(), "-o", path}, "Anna\n").code == 1);
  CHECK(run({tagger, "convert", "--config", path}).code == 1);
  const std::string data = folder.file("data.conll", names_corpus);
  const Outcome log =
      run({tagger, "train", "--train", data, "-m", folder.path("model"), "--log", path, "--force"});
  CHECK(log.code == 1);
  CHECK(contains(log.err, path + ": cannot open for writing: Is a directory"));
}

TEST_CASE("a missing file is an error") {
  const TemporaryFolder folder;
  const Outcome train = train_on("/no/such/file", folder);
  CHECK(train.code == 1);
  CHECK(contains(train.err, "/no/such/file: cannot open: No such file or directory"));
  CHECK(run({tagger, "tag", "-m", "/no/such/file"}, "Anna\n").code == 1);
  CHECK(run({tagger, "tag", "-m", names_model(), "/no/such/file"}).code == 1);
  CHECK(run({tagger, "train", "--config", "/no/such/file"}).code == 1);
}

TEST_CASE("a file without permission is an error") {
  const TemporaryFolder folder;
  const std::string secret = folder.file("secret.conll", names_corpus);
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  RunOptions options;
  options.heed_permissions = true;
  const Outcome read = run({tagger, "tag", "-m", names_model(), secret}, options);
  CHECK(read.code == 1);
  CHECK(contains(read.err, secret + ": cannot open: Permission denied"));
  CHECK(run({tagger, "info", secret}, options).code == 1);
  options.in = "Anna\n";
  CHECK(run({tagger, "tag", "-m", names_model(), "-o", secret, "--force"}, options).code == 1);
  std::filesystem::permissions(folder.path(""),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const Outcome train =
      run({tagger, "train", "--train", "-", "-m", folder.path("model"), "--epochs", "1000000"}, options);
  CHECK(train.code == 1);
  CHECK(contains(train.err, "Permission denied"));
  std::filesystem::permissions(folder.path(""), std::filesystem::perms::owner_all);
}

TEST_CASE("a column missing on one line is an error with its place") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", "Anna x B-PER\nlives x O\n\nin x O\nLisbon B-LOC\n");
  const Outcome train = train_on(data, folder);
  CHECK(train.code == 3);
  CHECK(contains(train.err, data + ":5"));
  const std::string words = folder.file("words.conll", "1 Anna\n2 lives\n\nin x\nLisbon\n");
  const Outcome tag =
      run({tagger, "tag", "-m", names_model(), "--input-format", "conll", "--word-column", "2", words});
  CHECK(tag.code == 3);
  CHECK(contains(tag.err, words + ":5"));
  CHECK(tag.out == "1 Anna B-PER\n2 lives O\n\n");
}

TEST_CASE("a label that occurs only in dev counts as wrong and is reported") {
  const TemporaryFolder folder;
  const std::string data = folder.file("train.conll", names_corpus);
  const std::string dev = folder.file("dev.conll", "Anna B-PER\nlives O\nin O\nAcme B-ORG\n\n");
  const Outcome train = run({tagger, "train", "--train", data, "--dev", dev, "--epochs", "1", "--hidden", "4",
                             "-m", folder.path("model")});
  CHECK(train.code == 0);
  CHECK(contains(train.err, "dev: labels that are not in the training data count as wrong: B-ORG (1)\n"));
  const Outcome eval = run({tagger, "eval", "-m", names_model(), dev});
  CHECK(eval.code == 0);
  CHECK(contains(eval.err, "B-ORG (1)"));
  CHECK(contains(eval.out, "ORG: precision:   0.00%; recall:   0.00%"));
}

TEST_CASE("labels that follow no scheme train a tagger that is scored by accuracy, which is reported") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", "Anna B-PER\nlives VERB\n\nPeter B-PER\nlives I\n\n");
  const Outcome train = run({tagger, "train", "--train", data, "--dev", data, "--epochs", "1", "--hidden",
                             "4", "-m", folder.path("model")});
  CHECK(train.code == 0);
  CHECK(contains(train.err, "tag scheme: none\n"));
  CHECK_FALSE(contains(train.err, "  f1 "));
  const Outcome select =
      run({tagger, "train", "--train", data, "--dev", data, "-m", folder.path("other"), "--select-by", "f1"});
  CHECK(select.code == 2);
}

TEST_CASE("an empty label is an error unless --unlabelled allows it") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", "Anna\tB-PER\nlives\t_\n\nPeter\tB-PER\nlives\tO\n\n");
  const Outcome train = train_on(data, folder);
  CHECK(train.code == 3);
  CHECK(contains(train.err, data + ":2"));
  const Outcome marked = run({tagger, "train", "--train", data, "--dev", data, "--unlabelled", "_",
                              "--epochs", "1", "--hidden", "4", "-m", folder.path("model")});
  CHECK(marked.code == 0);
  CHECK(contains(marked.err, "2 labels; tag scheme: iob2\n"));
}

TEST_CASE("invalid UTF-8 is an error with its place, after answers to the lines before it") {
  const std::string text = "Anna\nPeter \xC3\x28\nLisbon\n";
  const Outcome tag = run({tagger, "tag", "-m", names_model()}, text);
  CHECK(tag.code == 3);
  CHECK(contains(tag.err, "<stdin>:2:7: "));
  CHECK(tag.out == "Anna\tB-PER\n\n");
  const Outcome replaced =
      run({tagger, "tag", "-m", names_model(), "--invalid=replace", "--output-format", "inline", "-q"}, text);
  CHECK(replaced.code == 0);
  CHECK(number_of_lines(replaced.out) == 3);
  CHECK(contains(replaced.out, "\xEF\xBF\xBD"));
  const TemporaryFolder folder;
  CHECK(train_on(folder.file("data.conll", "Anna\tB-P\xFF\n"), folder).code == 3);
}

TEST_CASE("a line of 8 MB is read, in every format") {
  const std::string word(8'000'000, 'a');
  const Outcome text = run({tagger, "tag", "-m", names_model(), "-q"}, word + "\n");
  CHECK(text.code == 0);
  CHECK((text.out.rfind(word + "\t", 0) == 0));
  const Outcome columns =
      run({tagger, "tag", "-m", names_model(), "--input-format", "conll", "-q"}, word + "\tx\n");
  CHECK(columns.code == 0);
  CHECK((columns.out.rfind(word + "\tx\t", 0) == 0));
  const Outcome json = run({tagger, "tag", "-m", names_model(), "--input-format", "jsonl", "-q"},
                           "{\"tokens\": [\"" + word + "\"]}\n");
  CHECK(json.code == 0);
  CHECK(json.out.size() > word.size());
  const Outcome review = run({sentiment, "classify", "-m", reviews_model(), "-q"}, word + "\n");
  CHECK(review.code == 0);
  CHECK(contains(review.out, "\t" + word + "\n"));
}

TEST_CASE("a line of many sentences loses none") {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "Anna lives in Lisbon. ";
  const Outcome outcome = run({tagger, "tag", "-m", names_model()}, text + "\n");
  CHECK(outcome.code == 0);
  CHECK(outcome.err.rfind("1 records, 20000 sentences, 100000 tokens", 0) == 0);
  CHECK(number_of_lines(outcome.out) == 120'000);
}

TEST_CASE("a sentence of 100,000 tokens is tagged, and no token is dropped") {
  std::string text = "Anna";
  for (int i = 1; i < 100'000; ++i) text += i % 2 ? " lives" : " Anna";
  const Outcome outcome = run({tagger, "tag", "-m", names_model(), "--input-format", "tokens"}, text + "\n");
  CHECK(outcome.code == 0);
  CHECK(outcome.err.rfind("1 records, 1 sentences, 100000 tokens", 0) == 0);
  CHECK(number_of_lines(outcome.out) == 100'001);
  const Outcome review = run({sentiment, "classify", "-m", reviews_model(), "-q"}, text + "\n");
  CHECK(review.code == 0);
  CHECK(contains(review.out, "\t" + text + "\n"));
}

TEST_CASE(
    "a NUL byte passes through if the output format can hold it, and is an error with its line otherwise") {
  using namespace std::string_literals;
  const std::string text = "Anna \0 lives\nPeter\n"s;
  const Outcome columns = run({tagger, "tag", "-m", names_model()}, text);
  CHECK(columns.code == 3);
  CHECK(contains(columns.err, "<stdin>:1: "));
  CHECK(contains(columns.err, "a NUL inside a word"));
  CHECK(contains(columns.err, "--output-format jsonl"));
  CHECK(contains(columns.err, "--invalid replace"));
  for (const std::string format : {"conll", "conllu", "inline", "jsonl"}) {
    const Outcome replaced =
        run({tagger, "tag", "-m", names_model(), "--invalid", "replace", "--output-format", format}, text);
    CHECK(replaced.code == 0);
    CHECK(contains(replaced.out, "\uFFFD"));
    CHECK_FALSE(contains(replaced.out, "\0"s));
    CHECK_FALSE(contains(replaced.out, "\\u0000"));
    CHECK(contains(replaced.out, "Peter"));
    CHECK(
        contains(replaced.err, "<stdin>: 1 line had invalid UTF-8 or NUL, which is U+FFFD now, at line 1\n"));
  }
  // An escape in JSON is as good as the byte.
  const std::vector<std::string> convert = {tagger,  "convert",         "--input-format",
                                            "jsonl", "--output-format", "conll"};
  const std::string record = R"({"tokens": ["Anna\u0000"], "tags": ["B-PER"]})";
  CHECK(run(convert, record).code == 3);
  CHECK(run(command(convert, {"--invalid", "replace"}), record).out == "Anna\uFFFD\tB-PER\n\n");
  const Outcome json = run({tagger, "tag", "-m", names_model(), "--output-format", "jsonl", "-q"}, text);
  CHECK(json.code == 0);
  CHECK(contains(json.out, "\"Anna \\u0000 lives\""));
  CHECK(number_of_lines(json.out) == 2);
  const Outcome review =
      run({sentiment, "classify", "-m", reviews_model(), "-q"}, "I love\0 it.\nI hate it.\n"s);
  CHECK(review.code == 0);
  CHECK(contains(review.out, "\tI love\0 it.\n"s));
  CHECK(number_of_lines(review.out) == 2);
  const Outcome replaced =
      run({sentiment, "classify", "-m", reviews_model(), "--invalid", "replace"}, "I love\0 it.\n"s);
  CHECK(contains(replaced.out, "\tI love\uFFFD it.\n"));
  CHECK(contains(replaced.err, "<stdin>: 1 line had invalid UTF-8 or NUL"));
  const TemporaryFolder folder;
  const Outcome train = train_on(folder.file("data.conll", "Anna\0\tB-PER\n"s), folder);
  CHECK(train.code == 3);
  CHECK(contains(train.err, "data.conll:1"));
}

TEST_CASE("a model truncated anywhere is refused") {
  const TemporaryFolder folder;
  const std::string whole = read_bytes(names_model());
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{100},
                                 whole.size() / 2, whole.size() - 1}) {
    const Outcome outcome = run({tagger, "tag", "-m", folder.file("cut", whole.substr(0, size))}, "Anna\n");
    CAPTURE(size);
    CHECK(outcome.code == 4);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.err, folder.path("cut") + ": "));
  }
}

TEST_CASE("foreign, older, newer and damaged models are refused, and so is a model of the other task") {
  const TemporaryFolder folder;
  const auto refused = [](const std::string& model) {
    const Outcome outcome = run({tagger, "tag", "-m", model}, "Anna\n");
    CHECK(outcome.code == 4);
    CHECK(outcome.out.empty());
    return outcome.err;
  };
  refused(folder.file("text", "this is a text and no model, though it is long enough to be one"));
  refused(folder.file("length", std::string(7, '\xFF') + "\x7F{}"));
  refused(folder.file("gzip", std::string("\x1F\x8B\x08\0\0\0\0\0\0\x03 and so on", 20)));

  const std::vector<float> numbers = {1, 2};
  seqlab::io::TensorFileWriter foreign;
  foreign.add("a", {2}, std::span<const float>(numbers));
  foreign.write(folder.path("foreign"));
  refused(folder.path("foreign"));

  const seqlab::io::TensorFile original = seqlab::io::TensorFile::open(names_model());
  for (const std::string version : {"2", "4"}) {
    seqlab::io::TensorFileWriter other;
    for (const auto& [key, value] : original.metadata()) {
      if (key != "checksum") other.set_metadata(key, key == "format_version" ? version : value);
    }
    for (const auto& tensor : original.tensors()) {
      other.add(tensor.name, tensor.dtype, tensor.shape, tensor.bytes);
    }
    other.write(folder.path("other"));
    CHECK(contains(refused(folder.path("other")),
                   "format version " + version + ", this program reads version 3"));
  }

  std::string damaged = read_bytes(names_model());
  damaged[damaged.size() - 20] = static_cast<char>(damaged[damaged.size() - 20] ^ 1);
  CHECK(contains(refused(folder.file("damaged", damaged)), "checksum"));
  CHECK(contains(refused(reviews_model()), "classifier"));
}

TEST_CASE("a model with finite weights whose results are not finite is an error, and is not quantised") {
  const TemporaryFolder folder;
  // All states are nearly 0.8, so that their sum times the weights is infinite.
  const auto model_with = [&](bool self_tests) {
    const auto file = seqlab::io::TensorFile::open(names_model());
    seqlab::io::TensorFileWriter writer;
    for (const auto& [key, value] : file.metadata()) {
      if (key != "checksum" && (self_tests || key != "self_tests")) writer.set_metadata(key, value);
    }
    std::deque<std::vector<float>> changed;
    for (const seqlab::io::Tensor& tensor : file.tensors()) {
      const bool bias = tensor.name.starts_with("encoder.") && tensor.name.ends_with(".bias");
      auto bytes = tensor.bytes;
      if (bias || tensor.name == "head.weight") {
        changed.emplace_back(bytes.size() / sizeof(float), bias ? 100.0F : 3e38F);
        bytes = std::as_bytes(std::span(changed.back()));
      }
      writer.add(tensor.name, tensor.dtype, tensor.shape, bytes);
    }
    writer.write(folder.path("model"));
    return folder.path("model");
  };
  const std::vector<std::string> output = {"--probabilities", "--output-format", "jsonl"};
  const Outcome tested = run(command({tagger, "tag", "-m", model_with(true)}, output), "Anna\n");
  CHECK(tested.code == 4);
  CHECK(tested.out.empty());
  CHECK(contains(tested.err, "the results that its file has to check it by"));
  const std::string model = model_with(false);
  const Outcome untested = run(command({tagger, "tag", "-m", model}, output), "Anna lives in Oslo.\n");
  CHECK(untested.code == 4);
  CHECK_FALSE(contains(untested.out, "nan"));
  CHECK(contains(untested.err, "not finite numbers"));
  for (const std::string precision : {"int8", "bf16"}) {
    const Outcome quantized =
        run({tagger, "quantize", "-m", model, "-o", folder.path("small"), "--to", precision});
    CHECK(quantized.code == 4);
    CHECK_FALSE(std::filesystem::exists(folder.path("small")));
  }
}

TEST_CASE("messages to a closed standard stream go to no file") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string log = folder.path("log");
  const Outcome outcome =
      run({"/bin/sh", "-c", "exec \"$0\" \"$@\" >&- 2>&-", tagger, "train", "--train", data, "--dev", data,
           "--test", data, "-m", folder.path("model"), "--log", log, "--epochs", "2"});
  CHECK(outcome.code == 1);  // the scores cannot be written anywhere
  const std::string lines = read_bytes(log);
  CHECK(number_of_lines(lines) == 2);
  CHECK(lines.find("processed") == std::string::npos);
  CHECK(run({"/bin/sh", "-c", "exec \"$0\" \"$@\" <&-", tagger, "tag", "-m", names_model()}).err ==
        "tagger tag: error: <stdin>: cannot read: Bad file descriptor\n");
}

TEST_CASE("an error quotes a file without control characters and briefly") {
  const TemporaryFolder folder;
  const std::string config =
      folder.file("conf", "hidden = \x1B[31m\x7F" + std::string(1'000'000, '9') + "\n");
  const Outcome outcome = run({tagger, "train", "--config", config});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "--hidden: '?[31m?999"));
  CHECK(outcome.err.size() < 5000);
  CHECK(contains(outcome.err, " ... (1000"));
  for (const std::string before : {"", "a", "aa"}) {
    std::string long_name = before;
    for (int i = 0; i < 3000; ++i) long_name += "\u20AC";
    const Outcome whole = run({tagger, "tag", "-m", long_name});
    CHECK(contains(whole.err, "\u20AC ... (9"));
  }
}

TEST_CASE("labels are not written over the words or numbers of CoNLL-U") {
  const std::string text = "1\tAnna\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
  for (const std::string column : {"ID", "form", "1", "2"}) {
    const Outcome outcome =
        run({tagger, "tag", "-m", names_model(), "--input-format", "conllu", "--label-column", column}, text);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.err, "labels cannot replace "));
  }
}

TEST_CASE("a full disk while saving is an error, and the old model survives") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string model = folder.file("model", read_bytes(names_model()));
  RunOptions options;
  options.file_size_limit = 1000;
  const Outcome outcome =
      run(command({tagger, "train", "--train", data, "--dev", data, "-m", model, "--force"}, quick_training),
          options);
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.err, model + ": cannot write"));
  CHECK(read_bytes(model) == read_bytes(names_model()));
  CHECK(folder.entries() == 2);
}

TEST_CASE("a full disk behind standard output is an error") {
  RunOptions full;
  full.in = "Anna\n";
  full.out_file = "/dev/full";
  const Outcome tag = run({tagger, "tag", "-m", names_model()}, full);
  CHECK(tag.code == 1);
  CHECK(contains(tag.err, "standard output: cannot write: No space left on device"));
  CHECK(run({tagger, "--help"}, full).code == 1);
  CHECK(run({tagger, "info", names_model()}, full).code == 1);
  CHECK(run({sentiment, "classify", "-m", reviews_model()}, full).code == 1);
}

TEST_CASE("a closed standard output ends the programs quietly") {
  RunOptions closed;
  for (int i = 0; i < 50'000; ++i) closed.in += "Anna lives in Lisbon.\n";
  closed.out_closed = true;
  for (const auto& call :
       std::vector<std::vector<std::string>>{{tagger, "tag", "-m", names_model()},
                                             {sentiment, "classify", "-m", reviews_model()},
                                             {tagger, "convert", "-q", "--input-format", "text"},
                                             {tagger, "--help"}}) {
    const Outcome outcome = run(call, closed);
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
  }
}
