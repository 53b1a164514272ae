#include "push/target_sigmatchd.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"
#include "model/activation.h"
#include "push/canary_probe.h"
#include "push/control_client.h"
#include "push/generation_folder.h"

namespace sig::push {
namespace {

constexpr std::chrono::seconds step_time{10};
constexpr std::chrono::seconds point_time{60};
/// Bringing the old set back must not fail for want of time.
constexpr std::chrono::seconds restore_time{30};

Error target_error(std::string message, std::string hint = {}) {
  return {ErrorKind::Target, std::move(message), std::move(hint), {}};
}

Activation activation_of(const Desired& desired) {
  const Environment& environment = *desired.environment;
  return {.environment = desired.release.environment,
          .release = desired.release.number,
          .bundle = desired.bundle.digest,
          .mode = environment.mode,
          .block_at = environment.block_at,
          .never_block = environment.never_block,
          .never_block_names = environment.never_block_names,
          .as_of = desired.release.when};
}

std::string text_of(const Json& reply, const char* key) {
  const auto found = reply.find(key);
  return found != reply.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_of(const Json& reply, const char* key) {
  const auto found = reply.find(key);
  return found != reply.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool flag_of(const Json& reply, const char* key) {
  const auto found = reply.find(key);
  return found != reply.end() && found->is_boolean() && found->get<bool>();
}

class SigmatchdTarget final : public Target {
 public:
  SigmatchdTarget(std::string point, std::string folder, std::string socket, HttpUrl url)
      : point_(std::move(point)),
        folder_path_(std::move(folder)),
        socket_(std::move(socket)),
        url_(std::move(url)) {}

  Live inspect() override;
  Status stage(const Desired& desired) override;
  Status test(const Desired& desired) override;
  Status activate(const Desired& desired) override;
  Result<std::string> verify(const Desired& desired) override;
  Result<Restored> restore() override;
  void clean_up() override;

 private:
  Result<Json> ask(const Json& command, const Deadline& deadline) const {
    return ask_daemon(socket_, command, deadline);
  }
  Status check_echo(const Desired& desired) const;

  std::string point_;
  std::string folder_path_;
  std::string socket_;
  HttpUrl url_;
  Deadline whole_{point_time};
  std::optional<GenerationFolder> folder_;
  Live before_;
  std::optional<std::string> before_generation_;
  std::string staged_;
  bool was_swapped_ = false;
};

Live SigmatchdTarget::inspect() {
  Live live{.point = point_};
  const Result<Json> status = ask({{"command", "status"}}, Deadline(step_time));
  if (!status) {
    live.problem = status.error().message;
    return live;
  }
  live.reachable = true;
  if (const Result<Digest> digest = parse_digest(text_of(*status, "bundle"))) live.bundle = *digest;
  live.environment = text_of(*status, "environment");
  live.release = number_of(*status, "release");
  live.signatures = number_of(*status, "signatures");
  live.bypass = flag_of(*status, "bypass");
  return live;
}

Status SigmatchdTarget::stage(const Desired& desired) {
  whole_ = Deadline(point_time);
  before_ = inspect();
  if (!before_.reachable) {
    return target_error(before_.problem, "start sigmatchd, or look at its log");
  }
  folder_.emplace(TRY(GenerationFolder::open(folder_path_)));
  before_generation_ = TRY(folder_->current());
  staged_ = generation_name(desired.release.number, desired.bundle.digest);
  return folder_->stage(staged_, desired.bundle.bytes, activation_document(activation_of(desired)));
}

Status SigmatchdTarget::test(const Desired& desired) {
  const Json reply = TRY(ask({{"command", "test"}, {"generation", staged_}}, whole_));
  const std::uint64_t signatures = number_of(reply, "signatures");
  if (signatures == desired.signatures.size()) return ok();
  return target_error(fmt::format("the daemon read {} signatures from the staged set of {}",
                                  signatures,
                                  desired.signatures.size()));
}

Status SigmatchdTarget::activate(const Desired& /*desired*/) {
  was_swapped_ = true;
  TRY(folder_->make_current(staged_));
  TRY(ask({{"command", "reload"}}, whole_));
  return ok();
}

Status SigmatchdTarget::check_echo(const Desired& desired) const {
  const Json status = TRY(ask({{"command", "status"}}, whole_.within(step_time)));
  const auto differs = [](std::string_view what, std::string_view found, std::string_view wanted) {
    return target_error(
        fmt::format("the daemon runs {} {}, not {}", what, quote(found), quote(wanted)));
  };
  const Release& release = desired.release;
  const std::string bundle = text_of(status, "bundle");
  if (bundle != desired.bundle.digest.hex()) {
    return differs("bundle", bundle, desired.bundle.digest.hex());
  }
  const std::string environment = text_of(status, "environment");
  if (environment != release.environment) {
    return differs("environment", environment, release.environment);
  }
  if (number_of(status, "release") != release.number) {
    return differs(
        "release", std::to_string(number_of(status, "release")), std::to_string(release.number));
  }
  if (number_of(status, "signatures") != desired.signatures.size()) {
    return target_error(fmt::format("the daemon runs {} signatures of {}",
                                    number_of(status, "signatures"),
                                    desired.signatures.size()));
  }
  const std::string mode = text_of(status, "mode");
  if (mode != to_string(desired.environment->mode)) {
    return differs("mode", mode, to_string(desired.environment->mode));
  }
  return ok();
}

Result<std::string> SigmatchdTarget::verify(const Desired& desired) {
  TRY(check_echo(desired));
  const std::string canaries =
      TRY(probe_canaries({url_, socket_}, desired, whole_.within(step_time)));
  const bool is_bypassed = inspect().bypass;
  return fmt::format(
      "{}/{} is in force: bundle {} and {} signatures echoed; {}{}",
      desired.release.environment,
      desired.release.number,
      desired.bundle.digest.hex().substr(0, 12),
      desired.signatures.size(),
      canaries,
      is_bypassed ? "; the bypass is on, so nothing is blocked until it is off" : "");
}

Result<Restored> SigmatchdTarget::restore() {
  const Deadline deadline(restore_time);
  if (!was_swapped_) {
    if (folder_ && !staged_.empty() && before_generation_ != staged_) folder_->remove(staged_);
    return Restored{before_.reachable, "nothing was changed"};
  }
  if (!before_generation_) {
    TRY(folder_->remove_current());
    return target_error("no set was in force before this push",
                        "restart sigmatchd, or turn its bypass on");
  }
  TRY(folder_->make_current(*before_generation_));
  TRY(ask({{"command", "reload"}}, deadline));
  const Live now = inspect();
  if (!now.reachable) return target_error(now.problem);
  if (now.bundle != before_.bundle || now.release != before_.release) {
    return target_error(
        fmt::format("after going back the daemon runs {}/{} (bundle {}), before it "
                    "ran {}/{}",
                    now.environment,
                    now.release,
                    now.bundle ? now.bundle->hex().substr(0, 12) : "none",
                    before_.environment,
                    before_.release));
  }
  if (*before_generation_ != staged_) folder_->remove(staged_);
  return Restored{true, "the old set is back and verified"};
}

void SigmatchdTarget::clean_up() {
  if (folder_) folder_->remove_old();
}

Result<std::string> setting(const EnforcementPoint& point, const char* key) {
  const auto found = point.settings.find(key);
  if (found != point.settings.end() && !found->second.empty()) return found->second;
  return input_error(
      fmt::format("{}: {} has no setting \"{}\"", point.where, quote(point.name), key),
      "driver sigmatchd takes folder, socket and url");
}

}  // namespace

Result<std::unique_ptr<Target>> open_sigmatchd(const EnforcementPoint& point) {
  std::string folder = TRY(setting(point, "folder"));
  std::string socket = TRY(setting(point, "socket"));
  const std::string url_text = TRY(setting(point, "url"));
  Result<HttpUrl> url = parse_http_url(url_text);
  if (!url) {
    return std::move(url).error().during(fmt::format("reading {}: url", point.where));
  }
  return std::unique_ptr<Target>(std::make_unique<SigmatchdTarget>(
      point.name, std::move(folder), std::move(socket), *std::move(url)));
}

}  // namespace sig::push
