#include "protocol/http1_message.h"

namespace sig::protocol {
namespace {

constexpr size_t most_spare = 32;
constexpr size_t most_spare_bytes = 256U << 10U;

void clear(Http1Message& message) {
  message.head.clear();
  message.body.clear();
  message.body_size = 0;
  message.has_gap = false;
  message.is_shown = false;
  message.events.names.clear();
}

size_t capacity(const Http1Message& message) {
  return message.head.capacity() + message.body.capacity();
}

}  // namespace

size_t Http1Transaction::held_bytes() const {
  return sizeof(Http1Transaction) + uri.capacity() + capacity(request) + capacity(response);
}

Http1Workshop::Http1Workshop(const AppLimits& limits)
    : config_(make_http_config(limits)),
      layers_(limits.decompress_layers),
      transactions_(limits.transactions) {}

bool Http1Workshop::fits(const AppLimits& limits) const {
  return limits.decompress_layers == layers_ && limits.transactions == transactions_;
}

std::unique_ptr<Http1Transaction> Http1Workshop::take() {
  if (spare_.empty()) return std::make_unique<Http1Transaction>();
  std::unique_ptr<Http1Transaction> one = std::move(spare_.back());
  spare_.pop_back();
  return one;
}

void Http1Workshop::give_back(std::unique_ptr<Http1Transaction> transaction) {
  if (spare_.size() >= most_spare || transaction->held_bytes() > most_spare_bytes) return;
  transaction->number = 0;
  transaction->has_uri = false;
  transaction->uri.clear();
  clear(transaction->request);
  clear(transaction->response);
  spare_.push_back(std::move(transaction));
}

std::shared_ptr<Http1Workshop> http1_workshop(const AppLimits& limits) {
  // Settings of libhtp cost a hundred allocations: more than a short connection.
  thread_local std::shared_ptr<Http1Workshop> kept;
  if (!kept || !kept->fits(limits)) kept = std::make_shared<Http1Workshop>(limits);
  return kept;
}

}  // namespace sig::protocol
