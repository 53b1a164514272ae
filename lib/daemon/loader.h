#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/judge.h"

namespace sig::daemon {

/// Takes one line for the operator's log. Called from several threads.
using Log = std::function<void(const std::string& line)>;

/// The last thing that went wrong with rules.
struct Fault {
  Time when;
  std::string what;
};

/// The end of one job, for the client that asked for it.
struct LoadOutcome {
  std::uint64_t token = 0;
  std::optional<Error> error;
  std::string generation;
  std::uint64_t signatures = 0;
};

/// Loads generations on a thread of its own and swaps them in; whatever goes wrong, the rules in
/// force stay. Thread-safe.
class Loader {
 public:
  /// `finished` is called on the loader's thread when an outcome waits.
  Loader(SharedState& shared, LoadRequest request, Log log, std::function<void()> finished);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  /// Before serving, on the caller's thread: what `current` names, or else the newest older
  /// generation that is good, or nothing, said in the log.
  void load_at_start();
  void start();
  void reload(std::uint64_t token);
  /// Verifies and compiles a generation without swapping it in.
  void test(const Generation& generation, std::uint64_t token);

  std::vector<LoadOutcome> take_outcomes();
  std::optional<Fault> last_fault() const;

 private:
  struct Job {
    std::uint64_t token = 0;
    std::optional<Generation> tested;  ///< none: reload what `current` names
  };
  void enqueue(Job job);
  void run();
  void run_job(const Job& job);
  Result<std::shared_ptr<LoadedRules>> load(const Generation& generation);
  Result<std::shared_ptr<LoadedRules>> load_current();
  void put_in_force(std::shared_ptr<LoadedRules> rules);
  void record_fault(std::string what);

  SharedState& shared_;
  const LoadRequest request_;
  const Log log_;
  const std::function<void()> finished_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  std::vector<LoadOutcome> outcomes_;
  std::optional<Fault> fault_;
  bool must_end_ = false;
  std::thread thread_;
};

}  // namespace sig::daemon
