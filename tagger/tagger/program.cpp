#include <string_view>

#include "tagger/verbs.h"

namespace seqlab::programs {

namespace {
constexpr std::string_view default_models[] = {"en", "en-ner", "en-pos"};
}  // namespace

const KnownModels tagger_models = {"tagger", "tagger", default_models};

const Program& tagger_program() {
  static const Program program = {
      "tagger",
      "Labels every token of a text: names, parts of speech, chunks.",
      {{"train", "train a model on labelled sentences", tagger_train,
        "fewer --threads, a smaller --batch-size and shorter sentences"},
       {"tune", "search for good options of train within a time budget", tagger_tune,
        "fewer --threads, a smaller --batch-size and shorter sentences"},
       {"tag", "label text from standard input or files", tagger_tag,
        "fewer --threads, a smaller --batch-size or --n-best, and shorter lines"},
       {"serve", "answer over HTTP, with a page to try models in a browser", tagger_serve,
        "fewer --threads, a smaller --queue, --max-body and --max-text"},
       {"eval", "score a model on labelled sentences", tagger_eval,
        "fewer --threads and a smaller --batch-size"},
       {"score", "score a file with gold and predicted labels, without a model", tagger_score},
       {"info", "show facts about a model, and its options as a config file", tagger_info},
       {"models", "list the models known by name",
        [](const Arguments& arguments) { return models_verb(tagger_models, arguments); }},
       {"quantize", "make a smaller, faster model", tagger_quantize,
        "fewer --threads and a smaller --batch-size"},
       {"check", "say how a corpus is read, and what is wrong or odd in it", tagger_check},
       {"convert", "change the format or the tag scheme of a corpus", tagger_convert},
       {"align", "project the spans of one corpus onto the tokens of another", tagger_align},
       {"embeddings", "inspect and convert tables of word vectors: info, nearest, convert",
        tagger_embeddings}}};
  return program;
}

}  // namespace seqlab::programs
