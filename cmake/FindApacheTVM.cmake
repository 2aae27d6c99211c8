#[=======================================================================[.rst:
FindApacheTVM
-------------

Finds the TVM runtime and tvm-ffi inside the Python packages ``apache-tvm`` and ``apache-tvm-ffi``. The wheel's own
``tvmConfig.cmake`` names a targets file that the wheel lacks, and tvm-ffi's imports the package (and torch with it)
three times; so the packages are only located here, never imported.

Which Python: ``Python3_EXECUTABLE`` or ``Python_EXECUTABLE`` where set, else an active virtual environment
(``VIRTUAL_ENV``), else the first one on the PATH. ``ApacheTVM_SITE`` names a folder to look in instead of that Python's
own: for another machine, what the packages' wheels for it unpack to.

Which versions: C++ objects and their vtables cross the boundary, which couples native code to one TVM and one tvm-ffi,
so others than those below are refused. Versions are the packages' own: the headers of tvm-ffi 0.1.14 say 0.1.15.

Targets
  ``ApacheTVM::ffi``      headers of tvm-ffi and DLPack, libtvm_ffi
  ``ApacheTVM::runtime``  headers of the TVM runtime, libtvm_runtime; brings ``ApacheTVM::ffi``

Variables
  ``ApacheTVM_FOUND``, ``ApacheTVM_VERSION`` (such as 0.27.0.post1), ``ApacheTVM_FFI_VERSION``
#]=======================================================================]

set(_tvm_series 0.27)
set(_tvm_ffi_lowest 0.1.14)
set(_tvm_ffi_beyond 0.1.15)
set(_tvm_install "pip install 'apache-tvm==${_tvm_series}.*' 'apache-tvm-ffi>=${_tvm_ffi_lowest},<${_tvm_ffi_beyond}'")
set(_tvm_problem "")
unset(ApacheTVM_VERSION)
unset(ApacheTVM_FFI_VERSION)
# Looked for anew each time: the Python may be another than when the cache was written.
foreach(_tvm_name ApacheTVM_INCLUDE_DIR ApacheTVM_FFI_INCLUDE_DIR ApacheTVM_LIBRARY ApacheTVM_FFI_LIBRARY)
  unset(${_tvm_name} CACHE)
endforeach()

if(Python_EXECUTABLE AND NOT Python3_EXECUTABLE)
  set(Python3_EXECUTABLE "${Python_EXECUTABLE}")
endif()
find_package(Python3 3.10 QUIET COMPONENTS Interpreter)

# One line for each package: its version and folder, both empty where it is absent. find_spec imports no top-level
# package; the working directory leaves the path, lest a folder named tvm be taken for the package.
set(_tvm_query [[
import importlib.machinery, importlib.metadata, importlib.util, sys
sys.path = [entry for entry in sys.path if entry]
site = sys.argv[1:]
find = (lambda name: importlib.machinery.PathFinder.find_spec(name, site)) if site else importlib.util.find_spec
for package, module in (("apache-tvm", "tvm"), ("apache-tvm-ffi", "tvm_ffi")):
    try:
        spec = find(module)
        package = next(iter(importlib.metadata.distributions(name=package, path=site or sys.path)))
        print(package.version, list(spec.submodule_search_locations)[0], sep="|")
    except (AttributeError, IndexError, StopIteration, TypeError):
        print("|")
]])

if(NOT Python3_Interpreter_FOUND)
  set(_tvm_problem "Python 3.10 or newer was not found. Activate a virtual environment or set Python3_EXECUTABLE.")
else()
  execute_process(
    COMMAND "${Python3_EXECUTABLE}" -c "${_tvm_query}" ${ApacheTVM_SITE}
    RESULT_VARIABLE _tvm_result
    OUTPUT_VARIABLE _tvm_output
    ERROR_VARIABLE _tvm_error
  )
  if(_tvm_result EQUAL 0 AND _tvm_output MATCHES "^([^|\n]*)\\|([^\n]*)\n([^|\n]*)\\|([^\n]*)\n")
    set(ApacheTVM_VERSION "${CMAKE_MATCH_1}")
    set(_tvm_root "${CMAKE_MATCH_2}")
    set(ApacheTVM_FFI_VERSION "${CMAKE_MATCH_3}")
    set(_tvm_ffi_root "${CMAKE_MATCH_4}")
  else()
    set(_tvm_problem "${Python3_EXECUTABLE} could not be asked for its packages: ${_tvm_error}")
  endif()
endif()

if(ApacheTVM_SITE)
  set(_tvm_where "${ApacheTVM_SITE}")
else()
  set(_tvm_where "${Python3_EXECUTABLE}")
endif()
if(_tvm_problem)
  # Said already.
elseif(NOT ApacheTVM_VERSION OR NOT ApacheTVM_FFI_VERSION)
  set(_tvm_problem "${_tvm_where} lacks apache-tvm or apache-tvm-ffi. Install them there: ${_tvm_install}")
elseif(NOT "${ApacheTVM_VERSION}." MATCHES "^${_tvm_series}\\.")
  set(_tvm_problem "${_tvm_where} has apache-tvm ${ApacheTVM_VERSION}, but ${_tvm_series} is needed: ${_tvm_install}")
elseif(ApacheTVM_FFI_VERSION VERSION_LESS _tvm_ffi_lowest OR NOT ApacheTVM_FFI_VERSION VERSION_LESS _tvm_ffi_beyond)
  string(CONCAT _tvm_problem "${_tvm_where} has apache-tvm-ffi ${ApacheTVM_FFI_VERSION}, but "
                             "at least ${_tvm_ffi_lowest} and below ${_tvm_ffi_beyond} is needed: ${_tvm_install}")
else()
  find_path(ApacheTVM_INCLUDE_DIR tvm/runtime/device_api.h PATHS "${_tvm_root}/include" NO_DEFAULT_PATH)
  find_path(ApacheTVM_FFI_INCLUDE_DIR tvm/ffi/c_api.h PATHS "${_tvm_ffi_root}/include" NO_DEFAULT_PATH)
  find_library(ApacheTVM_LIBRARY tvm_runtime PATHS "${_tvm_root}/lib" NO_DEFAULT_PATH)
  find_library(ApacheTVM_FFI_LIBRARY tvm_ffi PATHS "${_tvm_ffi_root}/lib" NO_DEFAULT_PATH)
  mark_as_advanced(ApacheTVM_INCLUDE_DIR ApacheTVM_FFI_INCLUDE_DIR ApacheTVM_LIBRARY ApacheTVM_FFI_LIBRARY)
  string(CONCAT _tvm_problem "headers or libraries are missing below ${_tvm_root} or ${_tvm_ffi_root}. "
                             "Install the wheels from PyPI again: ${_tvm_install}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  ApacheTVM
  REQUIRED_VARS ApacheTVM_LIBRARY ApacheTVM_INCLUDE_DIR ApacheTVM_FFI_LIBRARY ApacheTVM_FFI_INCLUDE_DIR
  VERSION_VAR ApacheTVM_VERSION
  REASON_FAILURE_MESSAGE "${_tvm_problem}"
)

if(ApacheTVM_FOUND AND NOT TARGET ApacheTVM::runtime)
  set(_tvm_ffi_includes "${ApacheTVM_FFI_INCLUDE_DIR}")
  if(EXISTS "${_tvm_ffi_root}/3rdparty/dlpack/include/dlpack/dlpack.h")
    list(APPEND _tvm_ffi_includes "${_tvm_ffi_root}/3rdparty/dlpack/include")
  endif()
  add_library(ApacheTVM::ffi SHARED IMPORTED)
  set_target_properties(
    ApacheTVM::ffi
    PROPERTIES IMPORTED_LOCATION "${ApacheTVM_FFI_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${_tvm_ffi_includes}"
               INTERFACE_COMPILE_FEATURES cxx_std_17
  )
  add_library(ApacheTVM::runtime SHARED IMPORTED)
  set_target_properties(
    ApacheTVM::runtime
    PROPERTIES IMPORTED_LOCATION "${ApacheTVM_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${ApacheTVM_INCLUDE_DIR}"
               INTERFACE_LINK_LIBRARIES ApacheTVM::ffi
  )
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    # The runtime serves by registering itself: a linker that drops libraries without referenced symbols would lose it.
    set_target_properties(ApacheTVM::runtime PROPERTIES INTERFACE_LINK_OPTIONS "LINKER:--no-as-needed")
  endif()
endif()
