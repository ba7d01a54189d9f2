#include "nn/inputs/character_input.h"

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "gradient_check.h"
#include "naive_characters.h"
#include "naive_weights.h"
#include "peak_memory.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::check_gradient;
using seqlab::tests::column_of;
using seqlab::tests::find_slot;
using seqlab::tests::largest_difference;
using seqlab::tests::naive_characters;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::peak_memory;
using seqlab::tests::RandomNumbers;
using seqlab::tests::slot_called;
using seqlab::tests::weighted_sum;

namespace {

using Word = std::vector<std::uint32_t>;

Spellings spellings_of(const std::vector<Word>& words) {
  Spellings spellings;
  for (const Word& word : words) spellings.add(word);
  return spellings;
}

std::vector<Word> random_words(const std::vector<std::size_t>& lengths, std::size_t alphabet) {
  RandomNumbers random(lengths.size());
  std::vector<Word> words;
  for (const std::size_t length : lengths) {
    Word word(length);
    for (std::uint32_t& character : word) character = static_cast<std::uint32_t>(random.below(alphabet));
    words.push_back(word);
  }
  return words;
}

// Words of no, one and many characters, and one character repeated, whose positions have equal maxima.
std::vector<Word> ragged_words(std::size_t alphabet) {
  std::vector<Word> words = random_words({3, 0, 1, 40, 7, 1, 12, 0, 2}, alphabet);
  words.push_back(Word(5, 2));
  return words;
}

CharacterShape shape_of(CharacterKind kind) {
  CharacterShape shape;
  shape.kind = kind;
  shape.alphabet = 11;
  shape.dimension = 4;
  shape.filters = 5;
  shape.hidden = 3;
  return shape;
}

constexpr CharacterKind kinds[] = {CharacterKind::cnn, CharacterKind::lstm, CharacterKind::mut1};

template <class Scalar>
struct Input {
  explicit Input(const CharacterShape& its_shape, std::size_t threads = 2)
      : shape(its_shape),
        input(layout, "characters", its_shape),
        weights(RandomNumbers(its_shape.window + its_shape.filters).vector<Scalar>(layout.size())),
        pool(threads) {}

  Matrix<Scalar> forward(const Spellings& words, Precision precision = Precision::f32) {
    typename CharacterInput<Scalar>::Prepared prepared;
    input.prepare(weights.data(), precision, prepared, pool);
    Matrix<Scalar> output(index(input.outputs()), index(words.words()));
    input.forward(weights.data(), prepared, words, output, nullptr, pool);
    return output;
  }
  Matrix<Scalar> forward(const Spellings& words, typename CharacterInput<Scalar>::Tape& tape) {
    typename CharacterInput<Scalar>::Prepared prepared;
    input.prepare_training(weights.data(), prepared, pool);
    Matrix<Scalar> output(index(input.outputs()), index(words.words()));
    input.forward(weights.data(), prepared, words, output, &tape, pool);
    return output;
  }
  // Runs both passes.
  void add_gradient(const Spellings& words, const Matrix<Scalar>& doutput, std::vector<Scalar>& gradient) {
    typename CharacterInput<Scalar>::Prepared prepared;
    typename CharacterInput<Scalar>::Tape tape;
    input.prepare_training(weights.data(), prepared, pool);
    Matrix<Scalar> output(index(input.outputs()), index(words.words()));
    input.forward(weights.data(), prepared, words, output, &tape, pool);
    input.backward(prepared, words, tape, doutput, gradient.data(), pool);
  }

  CharacterShape shape;
  Layout layout;
  CharacterInput<Scalar> input;
  std::vector<Scalar> weights;
  Pool pool;
};

double difference_from_naive(Input<double>& given, const std::vector<Word>& words) {
  CharacterInput<double>::Tape tape;
  const Matrix<double> output = given.forward(spellings_of(words));
  const Matrix<double> taped = given.forward(spellings_of(words), tape);
  double largest = 0;
  for (std::size_t word = 0; word < words.size(); ++word) {
    const Numbers expected =
        naive_characters(given.shape, given.layout, given.weights, "characters", words[word]);
    largest = std::max(largest, largest_difference(column_of(output, word), expected));
    largest = std::max(largest, largest_difference(column_of(taped, word), expected));
  }
  return largest;
}

void check_gradients(Input<double>& given) {
  const Spellings words = spellings_of(ragged_words(given.shape.alphabet));
  const Matrix<double> doutput = RandomNumbers(5).matrix<double>(given.input.outputs(), words.words());
  std::vector<double> gradient(given.layout.size());
  given.add_gradient(words, doutput, gradient);
  const auto loss = [&] { return weighted_sum(given.forward(words), doutput); };
  for (const Slot& slot : given.layout.slots()) {
    check_gradient(slot.name, given.weights.data() + slot.offset, slot.size(), gradient.data() + slot.offset,
                   loss);
  }
  std::vector<double> twice = gradient;
  given.add_gradient(words, doutput, twice);
  for (std::size_t i = 0; i < twice.size(); ++i) {
    CHECK(twice[i] == Approx(2 * gradient[i]).epsilon(1e-12).margin(1e-13));
  }
}

}  // namespace

TEST_CASE("a convolution over characters agrees with the paper's equations for every window") {
  for (std::size_t window = 1; window <= 9; ++window) {
    for (const std::size_t filters : {1U, 5U, 16U, 30U}) {
      CharacterShape shape = shape_of(CharacterKind::cnn);
      shape.window = window;
      shape.filters = filters;
      Input<double> given(shape);
      INFO("window " << window << ", " << filters << " filters");
      CHECK(given.input.outputs() == filters);
      CHECK(difference_from_naive(given, ragged_words(shape.alphabet)) < 1e-14);
    }
  }
}

TEST_CASE("every cell over characters agrees with the paper's equations") {
  for (const auto& [name, kind] : name_table(CharacterKind())) {
    if (kind == CharacterKind::cnn) continue;
    INFO(name);
    Input<double> given(shape_of(kind));
    CHECK(given.input.outputs() == 6);
    CHECK(difference_from_naive(given, ragged_words(given.shape.alphabet)) < 1e-14);
  }
}

TEST_CASE("a word without characters gives the bias of a convolution, or an LSTM's zeros") {
  Input<double> convolution(shape_of(CharacterKind::cnn));
  CHECK(column_of(convolution.forward(spellings_of({{}})), 0) ==
        numbers_of(convolution.layout, convolution.weights, "characters.bias"));
  Input<double> recurrent(shape_of(CharacterKind::lstm));
  CHECK(recurrent.forward(spellings_of({{}, {}})).isZero(0));
}

TEST_CASE("the gradients of a convolution over characters agree with difference quotients and are added") {
  for (std::size_t window = 1; window <= 5; ++window) {
    CharacterShape shape = shape_of(CharacterKind::cnn);
    shape.window = window;
    shape.filters = window == 3 ? 18 : 5;
    Input<double> given(shape);
    INFO("window " << window);
    check_gradients(given);
  }
}

TEST_CASE("the gradients of every cell over characters agree with difference quotients and are added") {
  for (const auto& [name, kind] : name_table(CharacterKind())) {
    if (kind == CharacterKind::cnn) continue;
    INFO(name);
    Input<double> given(shape_of(kind));
    check_gradients(given);
  }
}

TEMPLATE_TEST_CASE("a word's characters give the same bits alone and in any batch, with a tape or without",
                   "", float, double) {
  for (const CharacterKind kind : kinds) {
    Input<TestType> given(shape_of(kind));
    std::vector<Word> words = ragged_words(given.shape.alphabet);
    for (const Word& word : random_words(std::vector<std::size_t>(700, 9), given.shape.alphabet)) {
      words.push_back(word);
    }
    const Matrix<TestType> together = given.forward(spellings_of(words));
    typename CharacterInput<TestType>::Tape tape;
    CHECK(given.forward(spellings_of(words), tape) == together);
    for (std::size_t word = 0; word < 15; ++word) {
      INFO(seqlab::base::name_of(kind) << ", a word of " << words[word].size());
      CHECK(given.forward(spellings_of({words[word]})) == together.col(index(word)));
      CHECK(given.forward(spellings_of({words[word]}), tape) == together.col(index(word)));
      CHECK(given.forward(spellings_of({words[3], words[word], words[1]})).col(1) ==
            together.col(index(word)));
    }
  }
}

TEMPLATE_TEST_CASE("one thread and three give the same bits of outputs and gradients", "", float, double) {
  for (const CharacterKind kind : kinds) {
    CharacterShape shape = shape_of(kind);
    shape.alphabet = 300;
    shape.filters = 50;
    Input<TestType> one(shape, 1);
    Input<TestType> three(shape, 3);
    std::vector<std::size_t> lengths(900, 8);
    for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = i % 17;
    const Spellings words = spellings_of(random_words(lengths, shape.alphabet));
    CHECK(one.forward(words) == three.forward(words));
    const Matrix<TestType> doutput = RandomNumbers(6).matrix<TestType>(one.input.outputs(), words.words());
    std::vector<TestType> gradient(one.layout.size());
    std::vector<TestType> by_three(one.layout.size());
    one.add_gradient(words, doutput, gradient);
    three.add_gradient(words, doutput, by_three);
    CHECK(gradient == by_three);
  }
}

TEST_CASE("a very long word gives the same in parts as with a tape") {
  for (const CharacterKind kind : kinds) {
    Input<float> given(shape_of(kind));
    const Spellings words = spellings_of(random_words({473, 4095, 4096, 4097, 9000, 0, 8192, 3}, 11));
    CharacterInput<float>::Tape tape;
    INFO(seqlab::base::name_of(kind));
    CHECK(given.forward(words) == given.forward(words, tape));
  }
}

TEST_CASE("without a tape, memory grows neither with the words nor with the longest of them") {
  for (const CharacterKind kind : kinds) {
    CharacterShape shape = shape_of(kind);
    shape.filters = 2;
    shape.hidden = 2;
    Input<float> given(shape);
    CharacterInput<float>::Prepared prepared;
    given.input.prepare(given.weights.data(), Precision::f32, prepared, given.pool);
    std::vector<std::size_t> lengths(30'000, 10);
    lengths.push_back(300'000);
    const Spellings words = spellings_of(random_words(lengths, shape.alphabet));
    Matrix<float> output = Matrix<float>::Zero(index(given.input.outputs()), index(words.words()));
    const auto peak = peak_memory(
        [&] { given.input.forward(given.weights.data(), prepared, words, output, nullptr, given.pool); });
    CHECK(output.allFinite());
    CHECK(output.col(30'000) != output.col(0));
    if (!peak) continue;
    INFO(seqlab::base::name_of(kind) << ": " << *peak << " bytes");
    CHECK(*peak < 3'000'000);
  }
}

TEST_CASE("no words give no columns and no gradient") {
  for (const CharacterKind kind : kinds) {
    Input<double> given(shape_of(kind));
    const Spellings none;
    CHECK(given.forward(none).cols() == 0);
    std::vector<double> gradient(given.layout.size());
    given.add_gradient(none, Matrix<double>(index(given.input.outputs()), 0), gradient);
    CHECK(gradient == std::vector<double>(given.layout.size()));
  }
}

TEST_CASE("in 8 bits a word's characters give nearly the same, with the same bits alone and in a batch") {
  for (const CharacterKind kind : kinds) {
    Input<float> given(shape_of(kind));
    const std::vector<Word> words = ragged_words(given.shape.alphabet);
    const Matrix<float> exact = given.forward(spellings_of(words));
    const Matrix<float> reduced = given.forward(spellings_of(words), Precision::int8);
    CHECK((exact - reduced).cwiseAbs().maxCoeff() < 0.05F);
    CHECK((exact == reduced) == (kind == CharacterKind::cnn));
    for (std::size_t word = 0; word < words.size(); ++word) {
      CHECK(given.forward(spellings_of({words[word]}), Precision::int8) == reduced.col(index(word)));
    }
  }
}

TEST_CASE("a tape of characters can be reused from batch to batch") {
  for (const CharacterKind kind : kinds) {
    Input<double> given(shape_of(kind));
    CharacterInput<double>::Tape tape;
    CharacterInput<double>::Prepared prepared;
    given.input.prepare_training(given.weights.data(), prepared, given.pool);
    const std::vector<Word> all = ragged_words(given.shape.alphabet);
    for (const std::vector<Word>& words :
         {all, std::vector<Word>{all[2]}, std::vector<Word>{all[4], all[1]}}) {
      const Spellings spellings = spellings_of(words);
      const Matrix<double> doutput = RandomNumbers(7).matrix<double>(given.input.outputs(), words.size());
      Matrix<double> output(doutput.rows(), doutput.cols());
      std::vector<double> gradient(given.layout.size());
      given.input.forward(given.weights.data(), prepared, spellings, output, &tape, given.pool);
      given.input.backward(prepared, spellings, tape, doutput, gradient.data(), given.pool);
      std::vector<double> fresh(given.layout.size());
      given.add_gradient(spellings, doutput, fresh);
      CHECK(gradient == fresh);
    }
  }
}

TEST_CASE("columns are written into a block of rows of a larger input") {
  for (const CharacterKind kind : kinds) {
    Input<float> given(shape_of(kind));
    const Spellings words = spellings_of(ragged_words(given.shape.alphabet));
    const Matrix<float> alone = given.forward(words);
    CharacterInput<float>::Prepared prepared;
    given.input.prepare(given.weights.data(), Precision::f32, prepared, given.pool);
    Matrix<float> input = Matrix<float>::Constant(alone.rows() + 3, alone.cols(), 7);
    given.input.forward(given.weights.data(), prepared, words, input.middleRows(2, alone.rows()), nullptr,
                        given.pool);
    CHECK(input.middleRows(2, alone.rows()) == alone);
    CHECK(input.topRows(2).isConstant(7));
    CHECK(input.bottomRows(1).isConstant(7));
  }
}

TEST_CASE("the weights of a character input are named windows, uniform initially") {
  Input<float> convolution(CharacterShape{CharacterKind::cnn, 200, 30, 20, 3, 25});
  convolution.input.initialise(convolution.weights.data(), Noise(1));
  const auto values = [&](const std::string& name) {
    const Slot& slot = slot_called(convolution.layout, name);
    return Eigen::Map<const Vector<float>>(convolution.weights.data() + slot.offset, index(slot.size()));
  };
  CHECK(slot_called(convolution.layout, "characters.table").rows == 200);
  CHECK(slot_called(convolution.layout, "characters.filters").rows == 60);
  CHECK(slot_called(convolution.layout, "characters.filters").columns == 30);
  for (const Slot& slot : convolution.layout.slots()) CHECK(slot.group == "characters");
  const auto check_limit = [&](const std::string& name, float limit) {
    CHECK(values(name).maxCoeff() <= limit);
    CHECK(values(name).maxCoeff() > 0.98F * limit);
    CHECK(values(name).minCoeff() >= -limit);
    CHECK(values(name).minCoeff() < -0.98F * limit);
  };
  check_limit("characters.table", std::sqrt(3.0F / 30));
  check_limit("characters.filters", std::sqrt(6.0F / (20 + 3 * 30)));
  CHECK(values("characters.bias").isZero(0));

  Input<float> recurrent(CharacterShape{CharacterKind::lstm, 200, 30, 20, 3, 25});
  recurrent.input.initialise(recurrent.weights.data(), Noise(1));
  CHECK(find_slot(recurrent.layout, "characters.filters") == nullptr);
  CHECK(slot_called(recurrent.layout, "characters.back.input").columns == 30);
  CHECK(slot_called(recurrent.layout, "characters.ahead.recurrent").columns == 25);
  CHECK(recurrent.weights[slot_called(recurrent.layout, "characters.ahead.bias").offset + 25] == 1);
}

TEST_CASE("a character input without an alphabet, dimension, filters, window or units is refused") {
  const auto refused = [](auto change) {
    CharacterShape shape = shape_of(CharacterKind::cnn);
    change(shape);
    Layout layout;
    CHECK_THROWS_AS(CharacterInput<float>(layout, "characters", shape), std::invalid_argument);
  };
  refused([](CharacterShape& shape) { shape.alphabet = 0; });
  refused([](CharacterShape& shape) { shape.dimension = 0; });
  refused([](CharacterShape& shape) { shape.filters = 0; });
  refused([](CharacterShape& shape) { shape.window = 0; });
  refused([](CharacterShape& shape) {
    shape.kind = CharacterKind::lstm;
    shape.hidden = 0;
  });
}

TEST_CASE("ways of reading characters have names") {}
