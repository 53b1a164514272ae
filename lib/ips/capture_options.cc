#include "ips/capture_engine.h"
