// Measures training against the limit of the machine, both in one run:
//
//   seqlab-bench CORPUS.conllu [THREADS]
//
// The limit is a dense product of single-precision matrices on as many threads; a bidirectional LSTM of h
// units a direction on d inputs costs 16 h (d + h) floating-point operations a token forward and three times
// that in training.

#include <Eigen/Core>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "corpus/reader.h"
#include "kernels/instruction_set.h"
#include "nn/pool.h"
#include "tasks/training.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// GFLOP/s of one dense product [1024 x 1024] by [1024 x 1024] a thread, all side by side: the best of
// `tries`.
double dense_gflops(std::size_t threads, int tries) {
  constexpr Eigen::Index size = 1024;
  std::vector<Eigen::MatrixXf> a(threads, Eigen::MatrixXf::Random(size, size));
  std::vector<Eigen::MatrixXf> b(threads, Eigen::MatrixXf::Random(size, size));
  std::vector<Eigen::MatrixXf> c(threads, Eigen::MatrixXf(size, size));
  seqlab::nn::Pool pool(threads);
  double best = 0;
  for (int i = 0; i < tries; ++i) {
    const auto begin = Clock::now();
    pool.run(threads, [&](std::size_t t) { c[t].noalias() = a[t] * b[t]; });
    const double flop = 2.0 * size * size * size * static_cast<double>(threads);
    best = std::max(best, flop / seconds_since(begin) / 1e9);
  }
  return best;
}

void measure(const std::string& path, std::size_t threads) {
  using namespace seqlab;
  const std::vector<corpus::Sentence> sentences = corpus::read_sentences(path, {});
  const std::vector<corpus::Sentence> dev(sentences.begin(), sentences.begin() + 1);
  tasks::TrainingOptions options;
  options.epochs = 5;
  options.threads = threads;
  const auto h = static_cast<double>(options.model.hidden);
  const auto d = static_cast<double>(options.model.dimension);
  const double flop_a_token = 3 * 16 * h * (d + h);

  std::printf("instruction set: %s; threads: %zu\n", std::string(kernels::instruction_set()).c_str(),
              threads);
  std::printf("words %.0f, 1 x %.0f, batch %zu: %.0f FLOP a token in training\n", d, h, options.batch_size,
              flop_a_token);
  std::vector<double> shares;
  double limit = dense_gflops(threads, 20);
  tasks::TrainingObserver<tasks::TaggerModel> observer;
  observer.epoch = [&](const tasks::EpochReport& report) {
    // The machine's speed drifts: each epoch is compared with the products just before and just after it.
    const double after = dense_gflops(threads, 20);
    const double around = (limit + after) / 2;
    limit = after;
    const double gflops = report.tokens_per_second * flop_a_token / 1e9;
    shares.push_back(gflops / around);
    std::printf("epoch %zu: %.0f tokens/s, %.1f GFLOP/s; dense product %.1f GFLOP/s; share %.1f %%\n",
                report.epoch, report.tokens_per_second, gflops, around, 100 * gflops / around);
  };
  static_cast<void>(tasks::train_tagger(options, sentences, dev, nullptr, {}, observer));
  std::sort(shares.begin(), shares.end());
  std::printf("share of the dense product: median %.1f %%, from %.1f %% to %.1f %%\n",
              100 * shares[shares.size() / 2], 100 * shares.front(), 100 * shares.back());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: %s CORPUS.conllu [THREADS]\n", argv[0]);
    return 2;
  }
  try {
    measure(argv[1], argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 2);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 1;
  }
  return 0;
}
