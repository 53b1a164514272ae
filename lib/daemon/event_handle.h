#pragma once

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>

#include <memory>

#include "base/handle.h"

namespace sig::daemon {

using EventBase = std::unique_ptr<event_base, FreeWith<event_base_free>>;
using EventTimer = std::unique_ptr<event, FreeWith<event_free>>;
using EventBuffer = std::unique_ptr<bufferevent, FreeWith<bufferevent_free>>;
using EventListener = std::unique_ptr<evconnlistener, FreeWith<evconnlistener_free>>;

}  // namespace sig::daemon
