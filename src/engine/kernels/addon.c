/*
 * The native build's door to Node, over N-API: `attach(memory)` gives the three functions that the WebAssembly
 * exports, bound to that memory. The base address is set anew at each call, so that one process can hold
 * several engines; it is a thread's own, since all threads of a process share this code.
 */
#include <node_api.h>
#include "kernels.c"

__thread char *posttrain_memory;

static void arguments(napi_env env, napi_callback_info info, size_t count, u32 *out) {
  napi_value values[8];
  void *base;
  napi_get_cb_info(env, info, &count, values, 0, &base);
  posttrain_memory = base;
  for (size_t i = 0; i < count; i++) napi_get_value_uint32(env, values[i], &out[i]);
}

static napi_value number(napi_env env, u32 value) {
  napi_value result;
  napi_create_uint32(env, value, &result);
  return result;
}

static napi_value js_run(napi_env env, napi_callback_info info) {
  u32 a[5] = {0};
  arguments(env, info, 5, a);
  run(a[0], a[1], a[2], a[3], a[4]);
  return 0;
}

static napi_value js_spin(napi_env env, napi_callback_info info) {
  u32 a[2] = {0};
  arguments(env, info, 2, a);
  return number(env, spin(a[0], a[1]));
}

static napi_value js_panel_width(napi_env env, napi_callback_info info) {
  (void)info;
  return number(env, panel_width());
}

static napi_value attach(napi_env env, napi_callback_info info) {
  napi_value array, kernels;
  size_t count = 1;
  void *base = 0;
  napi_get_cb_info(env, info, &count, &array, 0, 0);
  if (napi_get_typedarray_info(env, array, 0, 0, &base, 0, 0) != napi_ok || !base) {
    napi_throw_type_error(env, 0, "attach needs a Uint8Array over the memory");
    return 0;
  }
  napi_property_descriptor functions[] = {
      {"run", 0, js_run, 0, 0, 0, napi_enumerable, base},
      {"spin", 0, js_spin, 0, 0, 0, napi_enumerable, base},
      {"panel_width", 0, js_panel_width, 0, 0, 0, napi_enumerable, base},
  };
  napi_create_object(env, &kernels);
  napi_define_properties(env, kernels, 3, functions);
  return kernels;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor properties[] = {{"attach", 0, attach, 0, 0, 0, napi_enumerable, 0}};
  napi_define_properties(env, exports, 1, properties);
  return exports;
}
