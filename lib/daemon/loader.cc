#include "daemon/loader.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "base/text.h"

namespace sig::daemon {
namespace {

constexpr std::chrono::milliseconds retire_period{250};

std::string describe(const LoadedRules& rules) {
  return fmt::format("{} (bundle {}, {} signatures, {})",
                     rules.release_name,
                     rules.bundle_hex.substr(0, 12),
                     rules.signatures().size(),
                     to_string(rules.activation.mode));
}

}  // namespace

Loader::Loader(SharedState& shared, LoadRequest request, Log log, std::function<void()> finished)
    : shared_(shared),
      request_(std::move(request)),
      log_(std::move(log)),
      finished_(std::move(finished)) {}

Loader::~Loader() {
  {
    const std::lock_guard lock(mutex_);
    must_end_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Loader::start() {
  thread_ = std::thread([this] { run(); });
}

void Loader::reload(std::uint64_t token) {
  enqueue({token, std::nullopt});
}

void Loader::test(const Generation& generation, std::uint64_t token) {
  enqueue({token, generation});
}

void Loader::enqueue(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
}

std::vector<LoadOutcome> Loader::take_outcomes() {
  const std::lock_guard lock(mutex_);
  return std::exchange(outcomes_, {});
}

std::optional<Fault> Loader::last_fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

void Loader::record_fault(std::string what) {
  log_("fault: " + what);
  const std::lock_guard lock(mutex_);
  fault_ = Fault{now(), std::move(what)};
}

Result<std::shared_ptr<LoadedRules>> Loader::load(const Generation& generation) {
  try {
    return load_generation(request_, generation, shared_.counters, now());
  } catch (const std::exception& error) {
    // Memory ran out, or a bug: the rules in force stay, as on any other fault.
    return Error{ErrorKind::Internal, fmt::format("loading failed: {}", error.what()), {}, {}};
  }
}

Result<std::shared_ptr<LoadedRules>> Loader::load_current() {
  const Generation generation = TRY(read_current(request_.folder));
  return load(generation);
}

void Loader::put_in_force(std::shared_ptr<LoadedRules> rules) {
  const std::shared_ptr<LoadedRules> in_force = rules;
  shared_.live.swap(std::move(rules));
  const size_t ended = shared_.blocks.keep_if([&](const Block& block) {
    const std::optional<std::uint32_t> index = in_force->find(block.signature);
    return index && in_force->signatures()[*index].rev == block.rev &&
           in_force->consequences[*index].blocks;
  });
  log_(fmt::format("in force: {}", describe(*in_force)));
  if (ended > 0) {
    log_(fmt::format("{} running blocks ended with the signatures that made them", ended));
  }
}

void Loader::load_at_start() {
  const Result<Generation> current = read_current(request_.folder);
  if (!current) return record_fault(current.error().message);
  Result<std::shared_ptr<LoadedRules>> rules = load(*current);
  if (rules) return put_in_force(*std::move(rules));
  record_fault(fmt::format("current {} is damaged: {}", current->name, rules.error().message));
  for (const Generation& older : older_generations(request_.folder, *current)) {
    rules = load(older);
    if (rules) {
      log_(fmt::format("falling back to the older generation {}", older.name));
      return put_in_force(*std::move(rules));
    }
    log_(fmt::format("generation {} is no good either: {}", older.name, rules.error().message));
  }
}

void Loader::run_job(const Job& job) {
  Result<std::shared_ptr<LoadedRules>> rules = job.tested ? load(*job.tested) : load_current();
  LoadOutcome outcome{.token = job.token};
  if (!rules) {
    if (!job.tested) {
      add_one(shared_.metrics.reloads_failed);
      record_fault("reload: " + rules.error().message + "; the rules in force stay");
    }
    outcome.error = std::move(rules).error();
  } else {
    outcome.generation = (*rules)->generation.name;
    outcome.signatures = (*rules)->signatures().size();
    if (!job.tested) {
      put_in_force(*std::move(rules));
      add_one(shared_.metrics.reloads_ok);
    }
  }
  {
    const std::lock_guard lock(mutex_);
    outcomes_.push_back(std::move(outcome));
  }
  finished_();
}

void Loader::run() {
  for (;;) {
    std::optional<Job> job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, retire_period, [this] { return must_end_ || !jobs_.empty(); });
      if (must_end_) return;
      if (!jobs_.empty()) {
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
    }
    if (job) run_job(*job);
    shared_.live.free_retired();
  }
}

}  // namespace sig::daemon
