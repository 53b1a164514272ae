#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/judge.h"
#include "tests/support/rules_folder.h"

namespace sig::test {

/// A judge in this process, whose clock the test sets.
struct Judging {
  daemon::DaemonOptions options;
  daemon::SharedState shared{options};
  daemon::Judge judge{shared, 0};
  daemon::Moment moment{*parse_iso8601("2026-11-24T05:00:00Z"), {}};
  TempFolder temp = *TempFolder::create("judging");

  explicit Judging(daemon::DaemonOptions given = {}) : options(std::move(given)) {}

  /// Loads a set as the daemon does and puts it in force.
  void put_in_force(std::vector<Signature> signatures, const Activation* given = nullptr) {
    const SealedBundle bundle = bundle_of(std::move(signatures));
    Activation activation = given != nullptr ? *given : activation_for(bundle, 1);
    activation.bundle = bundle.digest;
    const RulesFolder rules(temp.path());
    const std::string name = rules.put(activation, bundle.bytes);
    auto loaded = daemon::load_generation({temp.path(), "", 256U << 20U, 1},
                                          *daemon::parse_generation(name),
                                          shared.counters,
                                          moment.wall);
    if (!loaded) throw std::runtime_error(loaded.error().message);
    shared.live.swap(*std::move(loaded));
  }

  const daemon::Verdict& ask(const std::string& uri, const std::string& client = "198.51.100.1") {
    uri_ = uri;
    Event event;
    event.what = HttpExchange{.request = {.method = "GET", .uri = uri_}};
    event.client_ip = *parse_ip(client);
    event.client = "-";
    event_ = event;
    return judge.judge(event_, moment);
  }
  const Event& last_event() const { return event_; }
  void pass(Seconds time) {
    moment.steady += time;
    moment.wall.ns += std::chrono::nanoseconds(time).count();
  }

 private:
  std::string uri_;
  Event event_;
};

}  // namespace sig::test
