#include "daemon/daemon.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "base/file.h"
#include "base/text.h"
#include "daemon/acceptor.h"
#include "daemon/control_socket.h"
#include "daemon/wake_up.h"

namespace sig::daemon {
namespace {

constexpr timeval tick{0, 200000};
constexpr size_t max_listed_blocks = 1000;

Moment moment_now() {
  return {now(), std::chrono::steady_clock::now()};
}

/// Everything of one running daemon, in the order of their dependence. Lives on the main thread,
/// whose event loop accepts connections, serves the control socket and keeps the time.
class Daemon {
 public:
  Daemon(const DaemonOptions& options, const Log& log)
      : options_(options),
        log_(log),
        shared_(options),
        base_(event_base_new()),
        loader_(shared_,
                {options.folder, options.cache_folder, options.max_bundle_bytes, options.threads},
                log,
                [this] { finished_.signal(); }) {}
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  Status prepare();
  void run();
  const std::string& address() const { return acceptor_->address(); }

 private:
  Status open_control_socket();
  Status watch(event* watched, const timeval* period);
  std::optional<std::string> answer(const Command& command, std::uint64_t token);
  std::string status() const;
  std::string set_bypass(bool on);
  void look_for_bypass_file();
  static void on_finished(int fd, short what, void* self);
  static void on_tick(int fd, short what, void* self);
  static void on_signal(int number, short what, void* self);

  const DaemonOptions& options_;
  const Log& log_;
  SharedState shared_;
  EventBase base_;
  WakeUp finished_;
  std::unique_ptr<EventLog> events_;
  std::vector<std::unique_ptr<HttpWorker>> workers_;
  Loader loader_;
  std::unique_ptr<Acceptor> acceptor_;
  std::unique_ptr<ControlSocket> control_;
  std::vector<EventTimer> watched_;
};

Status Daemon::watch(event* watched, const timeval* period) {
  watched_.emplace_back(watched);
  if (watched == nullptr || event_add(watched, period) != 0) return io_error("cannot watch events");
  return ok();
}

Status Daemon::open_control_socket() {
  if (options_.socket.empty()) return ok();
  const int fd = TRY(bind_control_socket(options_.socket));
  control_ = std::make_unique<ControlSocket>(
      options_.socket, fd, base_.get(), [this](const Command& command, std::uint64_t token) {
        return answer(command, token);
      });
  return ok();
}

Status Daemon::prepare() {
  if (!base_ || !finished_.is_open()) return io_error("cannot make an event loop");
  TRY(open_control_socket());
  if (!options_.events.empty()) {
    events_ = TRY(EventLog::open(options_.events, shared_.metrics));
  }
  look_for_bypass_file();
  // The port opens once there are rules, so that no request finds none while they are compiled.
  loader_.load_at_start();
  for (unsigned number = 0; number < options_.threads; ++number)
    workers_.push_back(TRY(HttpWorker::start(shared_, events_.get(), number)));
  acceptor_ = TRY(Acceptor::listen(shared_, base_.get(), workers_));
  TRY(watch(event_new(base_.get(), finished_.descriptor(), EV_READ | EV_PERSIST, on_finished, this),
            nullptr));
  TRY(watch(event_new(base_.get(), -1, EV_PERSIST, on_tick, this), &tick));
  for (const int number : {SIGTERM, SIGINT, SIGHUP})
    TRY(watch(evsignal_new(base_.get(), number, on_signal, this), nullptr));
  loader_.start();
  return ok();
}

void Daemon::run() {
  event_base_dispatch(base_.get());
  acceptor_.reset();
  for (const std::unique_ptr<HttpWorker>& worker : workers_)
    worker->begin_drain();
  for (const std::unique_ptr<HttpWorker>& worker : workers_)
    worker->drain();
  watched_.clear();
  control_.reset();
}

void Daemon::on_finished(int /*fd*/, short /*what*/, void* self) {
  auto& daemon = *static_cast<Daemon*>(self);
  daemon.finished_.consume();
  for (const LoadOutcome& outcome : daemon.loader_.take_outcomes()) {
    if (daemon.control_) daemon.control_->reply(outcome.token, outcome_reply(outcome));
  }
}

void Daemon::on_tick(int /*fd*/, short /*what*/, void* self) {
  auto& daemon = *static_cast<Daemon*>(self);
  const Monotonic now = std::chrono::steady_clock::now();
  daemon.look_for_bypass_file();
  daemon.shared_.blocks.sweep(now);
  daemon.acceptor_->resume();
  if (daemon.control_) daemon.control_->sweep(now);
}

void Daemon::on_signal(int number, short /*what*/, void* self) {
  auto& daemon = *static_cast<Daemon*>(self);
  if (number != SIGHUP) {
    event_base_loopbreak(daemon.base_.get());
    return;
  }
  if (daemon.events_) daemon.events_->reopen();
  daemon.loader_.reload(0);
}

void Daemon::look_for_bypass_file() {
  const bool exists = ::access((options_.folder + "/bypass").c_str(), F_OK) == 0;
  if (shared_.bypass_by_file.exchange(exists) != exists) {
    log_(exists ? "bypass on: the file \"bypass\" is there; everything passes"
                : "the file \"bypass\" is gone");
  }
}

std::string Daemon::set_bypass(bool on) {
  if (shared_.bypass_by_command.exchange(on) != on) {
    log_(on ? "bypass on by command; everything passes" : "bypass off by command");
  }
  return bypass_reply(on, shared_.bypass_by_file);
}

std::string Daemon::status() const {
  const std::shared_ptr<LoadedRules> rules = shared_.live.get();
  return status_reply({.rules = rules.get(),
                       .listen = acceptor_ ? acceptor_->address() : std::string(),
                       .bypass_by_command = shared_.bypass_by_command,
                       .bypass_by_file = shared_.bypass_by_file,
                       .blocks = shared_.blocks.size(),
                       .reloads_ok = shared_.metrics.reloads_ok,
                       .reloads_failed = shared_.metrics.reloads_failed,
                       .last_fault = loader_.last_fault()});
}

std::optional<std::string> Daemon::answer(const Command& command, std::uint64_t token) {
  switch (command.kind) {
    case Command::Kind::Status:
      return status();
    case Command::Kind::Bypass:
      return set_bypass(command.on);
    case Command::Kind::Unblock:
      return unblock_reply(shared_.blocks.remove(command.client));
    case Command::Kind::Blocks:
      return blocks_reply(shared_.blocks.list(moment_now().steady, max_listed_blocks),
                          shared_.blocks.size());
    case Command::Kind::Reload:
      loader_.reload(token);
      return std::nullopt;
    default:
      loader_.test(command.generation, token);
      return std::nullopt;
  }
}

/// Each connection is a descriptor.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Status check_folder(const std::string& folder) {
  struct stat found {};
  if (::stat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    return usage_error(fmt::format("{} is not a folder", quote(folder, 240)),
                       "make it, or give --folder the one that releases are pushed to");
  }
  if ((found.st_mode & S_IWOTH) != 0) {
    return refused(fmt::format("everyone can write to {}, and so change the rules", quote(folder)),
                   fmt::format("chmod o-w {}", folder));
  }
  return ok();
}

}  // namespace

Status serve(const DaemonOptions& options,
             const Log& log,
             const std::function<void(const std::string& address)>& ready) {
  TRY(check_folder(options.folder));
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  Daemon daemon(options, log);
  TRY(daemon.prepare());
  ready(daemon.address());
  daemon.run();
  return ok();
}

}  // namespace sig::daemon
