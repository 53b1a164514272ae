#include "model/signature_json.h"
