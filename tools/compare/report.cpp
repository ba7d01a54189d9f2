#include "compare/report.h"

#include <cstdio>
#include <filesystem>
#include <vector>

#include "base/errors.h"
#include "program/console.h"

namespace seqlab::compare {

namespace {

std::string significant(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

// The first columns of a row.
std::string key(const Task& task, const Training& training, std::size_t step) {
  return std::string(base::name_of(task.kind)) + '\t' +
         (task.length == 0 ? "-" : std::to_string(task.length)) + '\t' + training.network + '\t' +
         std::to_string(training.seed) + '\t' + std::to_string(step) + '\t';
}

void write_norms(std::ostream& output, const std::string& begin, std::span<const double> norms) {
  for (std::size_t distance = 0; distance < norms.size(); ++distance) {
    output << begin << distance << '\t' << significant(norms[distance]) << '\n';
  }
}

}  // namespace

Report::Report(const std::string& folder, std::ostream& summary) : folder_(folder), summary_(summary) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  learning_.open(folder + "/learning.tsv", std::ios::binary);
  gradients_.open(folder + "/gradients.tsv", std::ios::binary);
  if (error || !learning_ || !gradients_) throw Error(folder + ": cannot be written");
  learning_ << "task\tlength\tnetwork\tseed\tstep\tloss\tscore\n";
  gradients_ << "task\tlength\tnetwork\tseed\tstep\tdistance\tnorm\n";
}

void Report::add(const Task& task, std::span<const Training> trainings) {
  for (const Training& training : trainings) {
    for (const Training::Point& point : training.curve) {
      learning_ << key(task, training, point.step) << significant(point.score.loss) << '\t'
                << significant(point.score.score) << '\n';
    }
    write_norms(gradients_, key(task, training, 0), training.norms_before);
    write_norms(gradients_, key(task, training, training.curve.back().step), training.norms_after);
  }
  learning_.flush();
  gradients_.flush();
  summarise(task, trainings);
}

void Report::summarise(const Task& task, std::span<const Training> trainings) {
  const bool classes = task.loss == Loss::cross_entropy;
  char line[160];
  std::snprintf(line, sizeof line, "%-28s %4s %9s %14s %10s %9s\n", task.name().c_str(), "seed", "weights",
                classes ? "accuracy" : "squared error", "solved at", "seconds");
  summary_ << line;
  for (const Training& training : trainings) {
    const double score = training.curve.back().score.score;
    const auto solved = training.solved_at(task);
    std::snprintf(line, sizeof line, "  %-26s %4zu %9zu %14s %10s %9s\n", training.network.c_str(),
                  static_cast<std::size_t>(training.seed), training.weights,
                  (classes ? programs::decimals(100 * score, 2) + "%" : programs::decimals(score, 5)).c_str(),
                  solved ? std::to_string(*solved).c_str() : "-",
                  programs::decimals(training.seconds, 1).c_str());
    summary_ << line;
  }
  summary_ << '\n' << std::flush;
}

void Report::close() {
  learning_.close();
  gradients_.close();
  if (!learning_ || !gradients_) throw Error(folder_ + ": could not be written completely");
}

}  // namespace seqlab::compare
